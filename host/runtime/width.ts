const WIDE =
  /^(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]|\p{Emoji_Presentation})/u;
const NONE = /^[\p{Control}\p{Mark}\p{Format}]+$/u;

/** Columns of a terminal that a text takes, where the runtime does not know it: two for what is wide, else one. */
export function textWidth(text: string): number {
  // Nearly every text is ASCII.
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (!NONE.test(segment)) width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}
