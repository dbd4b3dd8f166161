// Two versions of a text and the one that both go on from: every letter that either window added is in what comes out.

// Where two texts begin to differ, what stood there, and what stands there now.
function splice(old, made) {
  const shorter = Math.min(old.length, made.length);
  let start = 0;
  while (start < shorter && old[start] === made[start]) start++;
  let same = 0;
  while (same < shorter - start && old[old.length - 1 - same] === made[made.length - 1 - same]) same++;
  return { start, end: old.length - same, put: made.slice(start, made.length - same) };
}

// Changed in two places: both hold. Changed in one: the line of the other window, and below it the one of this.
function mergeText(known, here, there) {
  if (here === there || here === known) return there;
  if (there === known) return here;
  const [mine, theirs] = [splice(known, here), splice(known, there)];
  if (mine.end <= theirs.start && mine.start < theirs.start) return put(put(known, theirs), mine);
  if (theirs.end <= mine.start && theirs.start < mine.start) return put(put(known, mine), theirs);
  return bothLines(known.split("\n"), here.split("\n"), there.split("\n"));
}

const put = (text, { start, end, put: words }) => text.slice(0, start) + words + text.slice(end);

// Each line that only this version has comes after the line that it followed.
function bothLines(known, here, there) {
  const old = new Set(known);
  const merged = [...there];
  let place = 0;
  for (const line of here) {
    const at = merged.indexOf(line, place);
    if (at >= 0) place = at + 1;
    else if (!old.has(line) && line !== "") merged.splice(place++, 0, line);
  }
  return merged.join("\n");
}

// What was sent counts as known where all of it is still there: it may never have arrived, and then it is no change of
// the other window's that it is missing.
const baseOf = (bases, there) => bases.find((one) => isAddedTo(one, there)) ?? bases.at(-1);

function isAddedTo(old, made) {
  const { start, end } = splice(old, made);
  return start === end;
}

export const mergeFields = (bases, here, there) =>
  Object.fromEntries(Object.keys(here).map((name) => {
    const base = baseOf(bases.map((one) => one[name] ?? ""), there[name]);
    return [name, mergeText(base, here[name], there[name])];
  }));
