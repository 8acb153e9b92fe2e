/** An object of asynchronous functions whose code comes with the first call of any; where it can't be had, that call rejects. */
export function later<T extends object>(load: () => Promise<T>): T {
  return new Proxy({} as T, {
    get: (_, name) => async (...given: unknown[]) =>
      ((await load()) as Record<string | symbol, (...given: unknown[]) => unknown>)[name]!(...given),
  });
}
