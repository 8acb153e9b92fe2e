/** The names of drafts that were kept from a notification begin with it. In a file of its own, since the first screen counts them. */
export const TAPPED = 'tapped.';
