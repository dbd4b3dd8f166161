// By this header the server knows that nobody asked: what is to be said once it keeps for the page that somebody opens.
export const UNASKED = { "X-Renewal": "1" };
