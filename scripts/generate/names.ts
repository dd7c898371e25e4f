/** `mount-id` as `mountId`. */
export function camel(name: string): string {
  return name.toLowerCase().replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** `mount-id` as `MountId`. */
export function pascal(name: string): string {
  const text = camel(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `mount-id` and `words.remount` as `MOUNT_ID` and `WORDS_REMOUNT`. */
export function upper(name: string): string {
  return name.toUpperCase().replace(/[-.]/g, "_");
}
