// The chosen theme, before anything is painted: a light flash in a dark room is no kindness. A file of its own, since
// the page's security policy allows no script inside the page.
(function () {
  const paper = { light: '#f5efe6', dark: '#16161c' };
  try {
    const theme = localStorage.getItem('noticing.theme');
    if (!Object.hasOwn(paper, theme)) return;
    document.documentElement.dataset.theme = theme;
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = paper[theme];
  } catch {
    // Storage is closed to us: the system's setting it is.
  }
})();

// What the first screen says, asked for beside its scripts: they would ask only once they run. src/language.ts decides
// which language it is, by the same rule.
(function () {
  const texts = JSON.parse(document.currentScript.dataset.texts ?? '{}');
  let chosen = null;
  try {
    chosen = localStorage.getItem('noticing.language');
  } catch {
    // Then it is the browser's.
  }
  const wanted = [chosen, ...(navigator.languages ?? [navigator.language]), 'en'];
  const file = wanted.map((tag) => texts[String(tag).split('-')[0]]).find(Boolean);
  if (file) document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: file }));
})();
