/** What `vite/texts.ts` makes of the language files. A part is typed as the whole, since only together they are read. */
declare module 'noticing:languages' {
  interface Texts {
    app: typeof import('../../backend/content/languages/en/app.json');
    catalogue: typeof import('../../backend/content/languages/en/catalogue.json');
  }
  interface Available {
    /** Its own name for itself. */
    name: string;
    first(): Promise<{ default: Texts }>;
    rest(): Promise<{ default: Texts }>;
  }
  /** By the codes that the server knows too: both list the same folders. */
  const languages: Record<import('./api-types').components['schemas']['LanguageEnum'], Available>;
  export default languages;
}
declare module 'noticing:neutral' {
  const neutral: Record<import('./api-types').components['schemas']['LanguageEnum'], string>;
  export default neutral;
}
