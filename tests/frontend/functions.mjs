/** The functions of the phone's code and how many lines each has, as JSON: `node functions.mjs FILE...` (tests/shape.py). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const ts = createRequire(new URL('../../frontend/package.json', import.meta.url))('typescript');

/** Of a component, its scripts, on the lines where they stand. */
const scriptIn = (file, text) =>
  file.endsWith('.svelte')
    ? text.replace(/(<script[^>]*>)([\s\S]*?)<\/script>|[^\n]/g, (all, _, script) => script ?? (all === '\n' ? all : ''))
    : text;

function functionsIn(file) {
  const source = ts.createSourceFile(file, scriptIn(file, readFileSync(file, 'utf8')), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body && ts.isBlock(node.body)) {
      const lines = [node.getStart(source), node.end].map((at) => source.getLineAndCharacterOfPosition(at).line);
      found.push([lines[1] - lines[0] + 1, `${file}:${lines[0] + 1}`]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

process.stdout.write(JSON.stringify(process.argv.slice(2).flatMap(functionsIn)));
