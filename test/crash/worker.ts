/**
 * A process that mounts and ends without taking anything down, or that takes back what another one did. Arguments: the
 * library, the name of a function of it, its request and its options as JSON. Says `mounted` or `recovered`, or by which
 * rule it failed.
 */
const [library = "", name = "", request = "", options = ""] = process.argv.slice(2);
const host: Record<string, (request: object, options: object) => Promise<unknown>> = await import(library);
await host[name]?.(JSON.parse(request), JSON.parse(options)).then(
  () => console.log(name === "recover" ? "recovered" : "mounted"),
  (error: { readonly rule?: string }) => console.log(error.rule ?? String(error)),
);
process.exit(0);

export {};
