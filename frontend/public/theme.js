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
