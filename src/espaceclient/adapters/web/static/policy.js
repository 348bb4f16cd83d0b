// The password's rules, from the same table as the core: a rule counts code points of some ranges.

/** Return the table with its ranges as pairs of code points, out of the distances between them. */
export function decode(table) {
  const ranges = (distances) => {
    const pairs = [];
    let end = 0;
    for (let i = 0; i < distances.length; i += 2) {
      const first = end + distances[i];
      end = first + distances[i + 1];
      pairs.push([first, end]);
    }
    return pairs;
  };
  return {
    spaces: ranges(table.spaces),
    unassigned: ranges(table.unassigned),
    rules: table.rules.map((rule) => ({ ...rule, ranges: ranges(rule.ranges) })),
  };
}

/** Tell whether a code point lies in sorted, inclusive ranges. */
function within(ranges, point) {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle];
    if (point < first) high = middle - 1;
    else if (point > last) low = middle + 1;
    else return true;
  }
  return false;
}

/**
 * Map as the core does before it counts or compares: spaces become U+0020, then NFC.
 * A code point that the core's Unicode does not know yet combines with nothing there, so neither here.
 */
export function prepare(policy, text) {
  const pieces = [""];
  for (const character of text) {
    const point = character.codePointAt(0);
    if (within(policy.unassigned, point)) pieces.push(character, "");
    else pieces[pieces.length - 1] += within(policy.spaces, point) ? " " : character;
  }
  return pieces.map((piece) => piece.normalize("NFC")).join("");
}

/** Return, for each rule of the policy, whether a text meets it. */
export function checklist(policy, text) {
  const points = Array.from(prepare(policy, text), (character) => character.codePointAt(0));
  return policy.rules.map((rule) => {
    const count = points.filter((point) => within(rule.ranges, point)).length;
    return { rule, met: rule.atLeast <= count && (rule.atMost === null || count <= rule.atMost) };
  });
}
