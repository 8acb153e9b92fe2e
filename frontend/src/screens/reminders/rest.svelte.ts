/** The pause of all reminders. Stored only on the server, so that it applies to every device. */
import { api, syncState } from '../../store';

interface Rest {
  until: string | null;
}

export type RestState = 'unknown' | 'unreachable' | 'open' | 'resting';

/** Call during a component's initialisation. */
export function rest() {
  let until = $state<string | null>(null);
  let known = $state<'unknown' | 'unreachable' | 'known'>('unknown');

  async function ask(method: 'GET' | 'PUT' | 'DELETE', body?: Rest): Promise<boolean> {
    try {
      const answer = await api<Rest | null>(method, '/api/rest/', body);
      const taken = answer.status === 200 || answer.status === 204;
      if (taken) until = answer.data?.until ?? null;
      known = taken ? 'known' : 'unreachable';
      return taken;
    } catch {
      known = 'unreachable';
      return false;
    }
  }

  $effect(() => {
    let before = false;
    return syncState.subscribe(({ signedIn, online, account }) => {
      const inReach = signedIn !== 'no' && online && Boolean(account?.consent);
      if (inReach && !before) void ask('GET');
      if (!online) known = 'unreachable';
      before = inReach;
    });
  });

  return {
    get state(): RestState {
      if (known !== 'known') return known;
      return until !== null && Date.parse(until) > Date.now() ? 'resting' : 'open';
    },
    get until() {
      return until;
    },
    begin: (instant: string) => ask('PUT', { until: instant }),
    end: () => ask('DELETE'),
  };
}
