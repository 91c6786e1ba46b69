// The score of a sample of planted bugs, and what it says about all of them.
/** How many standard deviations hold 95 % of a normal distribution. */
const Z = 1.96

/** A line: how many were seen and by what, and between which shares of all 95 of 100 such samples would lie (Wilson). */
export function scoreOf(name, mutants) {
  const count = (...names) => mutants.filter(({ status }) => names.includes(status)).length
  const total = mutants.length - count('equivalent')
  const seen = count('seen', 'endless', 'refused')
  const [low, high] = wilson(seen, total)
  return `${name}: ${seen} of ${total} seen (${percent(seen / total)}; 95 %: ${percent(low)} to ${percent(high)}): ${count('seen')} by tests, ${count('endless')} do not end, ${count('refused')} by types or the list of simplifications; ${count('unseen')} by nothing, ${count('unreached')} reached by nothing, ${count('equivalent')} are no bugs`
}

function wilson(seen, total) {
  const share = seen / total
  const middle = share + (Z * Z) / (2 * total)
  const half = Z * Math.sqrt((share * (1 - share)) / total + (Z * Z) / (4 * total * total))
  const whole = 1 + (Z * Z) / total
  return [(middle - half) / whole, (middle + half) / whole]
}

const percent = (share) => `${(100 * share).toFixed(1)} %`
