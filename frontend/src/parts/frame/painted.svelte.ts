/** For what is large: the tap that led here is answered first, with the heading; then the rest is made. */

/** To be called while a component is set up. */
export function painted(): { readonly value: boolean } {
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
