/**
 * The counts over check-ins: the answer of `GET /api/patterns/`, which this phone also computes itself. `from` and `to` are
 * local dates, both included; `hours` begin at midnight, `weekdays` on Monday, in the local time of each check-in;
 * `strengths` and `levels` count how often each value of 0 to 10 was given.
 */
import type { components } from '../../api-types';

type Schemas = components['schemas'];

export type Patterns = Schemas['PatternsSchema'];
/** Without practices, which are a section of their own on a shared page. */
export type CheckInCounts = Schemas['CheckInCountsSchema'];
export type PatternRow = Schemas['PatternSchema'];
export type Week = Schemas['WeekSchema'];
export type CodeCount = Schemas['CountSchema'];
/** `label` only for the person's own sensations. */
export type NamedCount = Schemas['NamedCountSchema'];
/** `person` is null on a shared page. */
export type WithOne = Schemas['WithOneSchema'];
export type Scale = Schemas['ScaleSchema'];
