"""Forced colours (the system's high contrast): every control has an edge, and every state shows."""

from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.account import PASSWORD, Account
from tests.e2e.conftest import LAPTOP, Browsing
from tests.e2e.every_screen import Life, sign_in
from tests.e2e.phone import Phone
from tests.e2e.test_languages import each_screen
from tests.e2e.texts import label
from tests.services.serving import Serving

SCHEMES = ("dark", "light")
#: `parts` are an element, its dot, what is inside it, and the box around it if that is hardly larger. `edged`
#: tells whether one of them can be told from what is around it, `look` how they are drawn, without the words.
LOOKS = """
  const all = (selector) => [...document.querySelectorAll(selector)];
  const style = (node, part) => getComputedStyle(node, part);
  const visible = (node) => node.checkVisibility({ visibilityProperty: true })
    && !node.closest('.unseen') && node.getBoundingClientRect().width > 1;
  const clear = (color) => /^rgba\\(.*, 0\\)$/.test(color);
  const surface = (node) => {
    let at = node;
    while (at.parentElement && clear(style(at).backgroundColor)) at = at.parentElement;
    return style(at).backgroundColor;
  };
  const wrapper = (node) => {
    const [inner, outer] = [node, node.parentElement].map((one) => one.getBoundingClientRect());
    return outer.width - inner.width < 24 && outer.height - inner.height < 24 ? [node.parentElement] : [];
  };
  const near = (node) => [...node.children, ...wrapper(node)].map((one) => [one]);
  const parts = (node) => [[node], [node, '::before'], ...near(node)]
    .filter(([one, part]) => !part || style(one, part).content !== 'none');
  const bordered = (its, around) => ['Top', 'Right', 'Bottom', 'Left'].every((side) => {
    const color = its[`border${side}Color`];
    const drawn = parseFloat(its[`border${side}Width`]) >= 1 && its[`border${side}Style`] !== 'none';
    return drawn && !clear(color) && color !== around;
  });
  const edged = (node) => parts(node).some(([one, part]) => {
    const [its, around] = [style(one, part), surface(one.parentElement)];
    return bordered(its, around) || !clear(its.backgroundColor) && its.backgroundColor !== around;
  });
  const look = (node) => JSON.stringify(parts(node).map(([one, part]) => {
    const { borderColor, borderStyle, borderWidth, ...its } = style(one, part);
    const edge = borderWidth === '0px' ? [] : [borderColor, borderStyle, borderWidth];
    return [...edge, its.backgroundColor, its.backgroundImage, its.textDecorationLine];
  }));
  const brief = (node) => node.outerHTML.replace(/\\s+/g, ' ').slice(0, 110);
"""
#: Buttons, fields, links that look like buttons, and the calendar's dots need an edge. Anything else that
#: leads somewhere has the colour of links, or a line below it.
NO_EDGE = f"""() => {{ {LOOKS}
  const native = (node) => ['checkbox', 'radio'].includes(node.type) && style(node).appearance !== 'none'
    && style(node).opacity === '1';
  const controls = 'button:not(.link), select, textarea, input, '
    + 'a.primary, a.secondary, a.panel, [role=grid] i';
  const links = 'a[href]:not(.primary, .secondary, .panel, [role=grid] a), .link, summary';
  const plain = style(document.body).color;
  const linked = (node) => style(node).color !== plain || style(node).textDecorationLine !== 'none';
  const bare = all(controls).filter((node) => visible(node) && !native(node) && !edged(node));
  const hidden = all(links).filter((node) => visible(node) && !edged(node) && !linked(node));
  return [...bare, ...hidden].map((node) => `no edge: ${{brief(node)}}`);
}}"""
#: In each group nothing that is on looks like something that is off. On a scale all up to the chosen are on.
SAME = f"""() => {{ {LOOKS}
  const states = [
    ['[aria-pressed]', (node) => node.matches('[aria-pressed=true], .on')],
    ['nav a, [role=grid] a[href]', (node) => node.ariaCurrent !== null],
    ['input[role=switch], fieldset input[type=radio]', (node) => node.checked],
    ['[aria-disabled]', (node) => node.ariaDisabled === 'true'],
  ];
  const shown = (node) => (node.type === 'radio' && style(node).opacity === '0' ? node.parentElement : node);
  const groups = '[role=group], fieldset, ul, table, nav, .stack, .head, body';
  const groupOf = (node) => node.closest(groups);
  return states.flatMap(([selector, isOn]) => {{
    const drawnByUs = (node) => node.type !== 'radio' || shown(node) !== node;
    const found = all(selector).filter((node) => visible(node) && drawnByUs(node));
    const off = found.filter((node) => !isOn(node)).map((node) => [groupOf(node), look(shown(node))]);
    return found.filter(isOn).filter((node) =>
      off.some(([group, its]) => group === groupOf(node) && its === look(shown(node))));
  }}).map((node) => `looks the same on and off: ${{brief(node)}}`);
}}"""
#: No browser forces a picture's fills and strokes, so they have to be the system's colours.
FOREIGN = f"""() => {{ {LOOKS}
  const probe = document.body.appendChild(document.createElement('i'));
  const system = ['Canvas', 'CanvasText', 'LinkText', 'GrayText', 'Highlight', 'HighlightText', 'ButtonText',
    'ButtonBorder'].map((name) => {{ probe.style.color = name; return style(probe).color; }});
  probe.remove();
  const shapes = all('svg:not([role=img]) :is(path, rect, circle):not(defs *)').filter(visible);
  return shapes.flatMap((node) => ['fill', 'stroke'].map((kind) => [node, kind, style(node)[kind]]))
    .filter(([, , color]) => color.startsWith('rgb') && !clear(color) && !system.includes(color))
    .map(([node, kind, color]) => `${{kind}} ${{color}}: ${{brief(node)}}`);
}}"""
#: What scrolls below a bar that stays in view doesn't shine through.
SEE_THROUGH = f"""() => {{ {LOOKS}
  return all('body *').filter((node) => ['sticky', 'fixed'].includes(style(node).position))
    .filter((node) => clear(style(node).backgroundColor)).map((node) => `transparent: ${{brief(node)}}`);
}}"""
LOOK = f"node => {{ {LOOKS} return look(node); }}"
FILL = "node => [getComputedStyle(node).fill, getComputedStyle(node).opacity]"


def force(page: Page, scheme: str) -> None:
    """Without motion, so that no colour is halfway to another."""
    dark = scheme == "dark"
    page.emulate_media(
        forced_colors="active", color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )


def faults(page: Page) -> list[str]:
    said = []
    for scheme in SCHEMES:
        force(page, scheme)
        for check in (NO_EDGE, SAME, FOREIGN, SEE_THROUGH):
            said += [f"{scheme}, {fault}" for fault in dict.fromkeys(page.evaluate(check))]
    return said


@pytest.fixture
def life(server: Serving) -> Life:
    return Life(Account.sign_up(server.origin, str(uuid4().int)[:12]))


def test_every_control_has_an_edge_and_every_state_shows_on_every_screen(phone: Phone, life: Life) -> None:
    phone.watch.expect(409, "/_allauth/browser/v1/auth/email/verify")
    sign_in(phone, life.account, PASSWORD)
    said = [f"{path}: {fault}" for path in each_screen(phone, life) for fault in faults(phone.page)]
    assert not said, "\n".join(said)


def test_every_control_of_the_shared_page_has_an_edge(
    browsing: Browsing, server: Serving, life: Life
) -> None:
    reader = Phone(*browsing.begin(server.origin, LAPTOP))
    reader.page.goto(life.link)
    expect(reader.button("therapist.open")).to_be_visible()
    said = faults(reader.page)
    reader.button("therapist.open").click()
    expect(reader.button("therapist.close")).to_be_visible()
    said += faults(reader.page)
    assert not said, "\n".join(said)


def tapped(phone: Phone, control: Locator) -> None:
    """Check that a tap changes how the control looks, and not only what is read out."""
    for scheme in SCHEMES:
        force(phone.page, scheme)
        looks = [control.evaluate(LOOK)]
        for _ in range(2):
            control.tap()
            phone.page.mouse.move(0, 0)  # a browser gives an edge of its own to what the pointer is over
            looks.append(control.evaluate(LOOK))
        assert looks[0] != looks[1], f"{scheme}: looks the same on and off: {control}"
        assert looks[0] == looks[2]


def test_a_tap_on_a_tile_a_dot_and_a_place_shows(phone: Phone) -> None:
    tapped(phone, phone.chip("numbness"))
    phone.chip("ease").tap()
    tapped(phone, phone.dot("ease", 6))
    phone.open("/body")
    marked = phone.page.locator("svg g[clip-path] path")
    fills = []
    for texture in ("more", "less"):
        phone.button(f"body.here.{texture}").tap()
        tapped(phone, phone.page.get_by_role("button", name=label("places", "throat")).first)
        expect(marked).to_have_count(0)
        phone.page.locator("[data-place=throat]").tap()
        fills.append(marked.evaluate(FILL))
        phone.page.locator("[data-place=throat]").tap()
    assert fills[0] != fills[1]
    assert phone.page.locator("svg .skin").evaluate(FILL) not in fills
