/** A reactive query of the store: runs again after every change, here or from the server. */
import { changed } from '../../store';

export interface Live<T> {
  readonly value: T;
  /** False until the first result. */
  readonly ready: boolean;
}

/** Call during a component's initialisation; `load` may use reactive values. */
export function live<T>(load: () => Promise<T>, first: T): Live<T> {
  let value = $state.raw(first);
  let ready = $state(false);

  $effect(() => {
    let latest = 0;
    const read = async (): Promise<void> => {
      const mine = ++latest;
      try {
        const found = await load();
        if (mine === latest) value = found;
      } catch {
        // The store can't be read: the notices say so, and the screen stays as it is.
      }
      if (mine === latest) ready = true;
    };
    void read();
    const stop = changed.subscribe(() => void read());
    return () => {
      latest = -1;
      stop();
    };
  });

  return {
    get value() {
      return value;
    },
    get ready() {
      return ready;
    },
  };
}
