/**
 * What is counted over check-ins: the answer of `GET /api/patterns/`, and what this phone counts for itself. Counts are of
 * check-ins; `from` and `to` are local dates, both included; `hours` begin at midnight, `weekdays` on Monday, by the clock
 * where it was felt; `strengths` and `levels` are how often each of 0 to 10 was said.
 */
import type { components } from '../../api-types';

type Schemas = components['schemas'];

export type Patterns = Schemas['PatternsSchema'];
/** Without practices, which are a section of their own on a shared page. */
export type CheckInCounts = Schemas['CheckInCountsSchema'];
export type PatternRow = Schemas['PatternSchema'];
export type Week = Schemas['WeekSchema'];
export type CodeCount = Schemas['CountSchema'];
/** `label` only for a sensation of one's own. */
export type NamedCount = Schemas['NamedCountSchema'];
/** `person` is null on a shared page. */
export type WithOne = Schemas['WithOneSchema'];
export type Scale = Schemas['ScaleSchema'];
