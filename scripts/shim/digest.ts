const shim = `${import.meta.dir}/../../host/linux/`;

/** SHA-256 in hexadecimal. */
export function digest(bytes: Uint8Array | string): string {
  return new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
}

/** One digest of every C file that the shim is made from, names included. */
export async function sourcesDigest(): Promise<string> {
  const names = [...new Bun.Glob("**/*.{c,h}").scanSync({ cwd: shim })].sort();
  const lines = await Promise.all(
    names.map(async (name) => `${digest(await Bun.file(shim + name).bytes())} ${name}\n`),
  );
  return digest(lines.join(""));
}
