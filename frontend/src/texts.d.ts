/**
 * The modules that `vite/texts.ts` makes of the language files. Each part has the type of the whole, since they are only
 * read together.
 */
declare module 'noticing:languages' {
  interface Texts {
    app: typeof import('../../backend/content/languages/en/app.json');
    catalogue: typeof import('../../backend/content/languages/en/catalogue.json');
  }
  interface Available {
    /** The language's own name for itself. */
    name: string;
    first(): Promise<{ default: Texts }>;
    rest(): Promise<{ default: Texts }>;
  }
  /** By the codes that the server uses too: both list the same folders. */
  const languages: Record<import('./api-types').components['schemas']['LanguageEnum'], Available>;
  export default languages;
}
declare module 'noticing:neutral' {
  interface Neutral {
    title: string;
    /** The label of the action that keeps a check-in. */
    something: string;
  }
  const neutral: Record<import('./api-types').components['schemas']['LanguageEnum'], Neutral>;
  export default neutral;
}
/** Made by `vite/zones.ts`. */
declare module 'noticing:zone-names' {
  /** The present name of each zone that has an old one. */
  const names: Record<string, string>;
  export default names;
}
