/** Where the CSRF token comes from. */

/** Needs no session and always sets the cookie, under the first of the names on https, the second otherwise. */
export const TOKEN = '/_allauth/browser/v1/config';
export const TOKEN_COOKIES = ['__Host-noticing-csrf', 'noticing-csrf'];
