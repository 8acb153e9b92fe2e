/** The parts that `vite/texts.ts` makes of the files; each is typed as the whole, since only together they are read. */
declare module 'noticing:app/en/first' {
  const texts: typeof import('../../backend/content/languages/en/app.json');
  export default texts;
}
declare module 'noticing:app/en/rest' {
  const texts: typeof import('../../backend/content/languages/en/app.json');
  export default texts;
}
declare module 'noticing:catalogue/en/first' {
  const texts: typeof import('../../backend/content/languages/en/catalogue.json');
  export default texts;
}
declare module 'noticing:catalogue/en/rest' {
  const texts: typeof import('../../backend/content/languages/en/catalogue.json');
  export default texts;
}
