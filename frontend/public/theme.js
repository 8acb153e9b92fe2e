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

// The neutral name and icon, where they were chosen (src/plain.ts): a browser that puts the app on the home screen reads
// what is here by then.
(function () {
  try {
    if (localStorage.getItem('noticing.plain') === null) return;
  } catch {
    return;
  }
  const instead = {
    manifest: '/plain.webmanifest', icon: '/icons/plain.svg', 'apple-touch-icon': '/icons/plain-apple-touch-icon.png',
  };
  for (const link of document.querySelectorAll('link[rel]')) if (instead[link.rel]) link.href = instead[link.rel];
  document.querySelector('meta[name="description"]')?.remove();
  document.title = 'Notes';
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
