/** Saves what is typed into a field or form as a draft in the store, until it is kept or is as it was. */
import { onDestroy } from 'svelte';
import { get } from 'svelte/store';
import { isOf, newNameOf, type Typed } from '../../logic/typed';
import { path } from '../../router';
import { drafts, setDraft } from '../../store';
import { saveOnLeaving } from './pending-writes';
import { recall, remember } from './session';

const PAUSE = 500;

type Found = Typed & { name: string };

export class FieldDraft {
  #field: string;
  #buffer: string | null;
  /** The text that a draft is a change of; a draft that is the same is deleted. */
  base: string;
  #path = get(path);
  /** The stored drafts that the next write replaces. */
  #names: string[] = [];
  #unsaved: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | null = null;
  #stopSaving: () => void;

  /**
   * `buffer` is the name under which session.ts has the text until the store has it, so that a reload finds it. No longer:
   * Firefox keeps the session storage of closed tabs in its files (docs/security.md).
   */
  constructor(field: string, base: string, buffer: string | null = null) {
    this.#field = field;
    this.base = base;
    this.#buffer = buffer;
    this.#stopSaving = saveOnLeaving(this.save);
  }

  /** The drafts that were left behind, oldest first; empty while the app is locked. */
  async found(): Promise<Found[]> {
    const all = await drafts().catch(() => []);
    return all.filter((one) => isOf(this.#field, one) && !this.#names.includes(one.name))
      .map(({ name, text }) => ({ name, ...(JSON.parse(text) as Typed) }))
      .sort((one, other) => one.touched - other.touched);
  }

  /** These are in the field now: the next write replaces them. */
  adopt(...found: Found[]): void {
    this.#names.push(...found.map(({ name }) => name));
  }

  /**
   * The fields of a form's newest draft; null if there is none, or if the form isn't as it was kept any more. `now` returns
   * the form's JSON.
   */
  async form<Fields extends object>(now: () => string): Promise<Partial<Fields> | null> {
    const newest = (await this.found()).at(-1);
    const isSame = newest?.text === now();
    if (!newest || (!isSame && now() !== this.base)) return null;
    this.adopt(newest);
    return isSame ? null : (JSON.parse(newest.text) as Partial<Fields>);
  }

  typed(text: string): void {
    if (this.#buffer) remember(this.#buffer, text);
    this.#unsaved = text;
    this.#timer ??= setTimeout(this.save, PAUSE);
  }

  /** Also called while the app closes, so it requests the write without awaiting anything first. */
  save = (): Promise<void> | null => {
    this.#stopTimer();
    const text = this.#unsaved;
    this.#unsaved = null;
    if (text !== null) this.#store(text);
    return this.#writing;
  };

  #store(text: string): void {
    const instead = this.#names;
    const name = newNameOf(this.#field);
    const isAsKept = text === this.base;
    this.#names = isAsKept ? [] : [name];
    if (isAsKept && instead.length === 0) return this.#release(text);
    const typed: Typed = { text, base: this.base, path: this.#path, touched: Date.now() };
    this.#write(() => setDraft(name, isAsKept ? '' : JSON.stringify(typed), instead).then(() => this.#release(text)), () => {
      this.#names.push(...instead);
      this.#unsaved ??= text;
    });
  }

  /** What was typed is kept, or let go. `base` is the text that is kept from now on. */
  async end(base: string): Promise<void> {
    this.base = base;
    this.#unsaved = null;
    this.#stopTimer();
    if (this.#buffer) remember(this.#buffer, null);
    const names = this.#names;
    this.#names = [];
    if (names.length > 0) this.#write(() => setDraft(names[0]!, '', names.slice(1)), () => this.#names.push(...names));
    await this.#writing;
  }

  stop(): void {
    void this.save();
    this.#stopSaving();
  }

  /** The store has this text; what was typed after it stays in the buffer. */
  #release(text: string): void {
    if (this.#buffer && recall(this.#buffer) === text) remember(this.#buffer, null);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** After a failure, which the notices report, it is tried again with the next change, or when the app is left. */
  #write(act: () => Promise<void>, failed: () => void): void {
    const mine = (this.#writing ? this.#writing.then(act) : act()).catch(failed);
    this.#writing = mine;
    void mine.then(() => {
      if (this.#writing === mine) this.#writing = null;
    });
  }
}

/** Call during a component's initialisation. What was typed last is saved when the component is destroyed. */
export function fieldDraft(field: string, base: string, buffer: string | null = null): FieldDraft {
  const made = new FieldDraft(field, base, buffer);
  onDestroy(() => made.stop());
  return made;
}
