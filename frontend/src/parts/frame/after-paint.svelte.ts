/** Defers large content until the first paint: the heading answers the tap at once, the rest follows. */

/** Call during a component's initialisation. */
export function afterPaint(): { readonly value: boolean } {
  let value = $state(false);

  $effect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => (value = true));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  });

  return {
    get value() {
      return value;
    },
  };
}
