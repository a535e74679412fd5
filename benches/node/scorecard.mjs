// The scorecard of ../scorecard.json written by hand: the fastest that plain JavaScript can do.
export const SEED = 20261123

const GRADES = [
  ['A1', 'A2', 'A3'],
  ['B1', 'B2', 'B3'],
  ['C1', 'C2', 'C3'],
]
const QUALIFIED = new Set(['A1', 'A2', 'B1'])
const band = (points) => (points >= 60 ? 0 : points >= 30 ? 1 : 2)
const held = (points) => Math.min(100, Math.max(0, points))

export const scoreByHand = (lead) => {
  const reasons = []
  const rule = (id, matches, points) => {
    if (!matches) return 0
    reasons.push({ rule: id, contribution: points })
    return points
  }
  const { employees, segment, source, visits, days_since_contact: days } = lead
  const fit = held(
    rule('large', employees >= 500, 35) +
      rule('middle', employees >= 100 && employees <= 499, 15) +
      rule('fleet', segment === 'fleet', 30) +
      rule('private', segment === 'private', -10) +
      rule('budget', lead.budget_known === true, 25),
  )
  const engagement = held(
    5 +
      rule('inbound', source === 'web' || source === 'referral', 20) +
      rule('visits', visits >= 3, 25) +
      rule('drove', lead.test_drive === true, 40) +
      rule('recent', days <= 7, 15) +
      rule('cold', days > 60, -20),
  )
  const grade = GRADES[band(fit)][band(engagement)]
  return { score: fit + engagement, grade, qualified: QUALIFIED.has(grade), fit, engagement, reasons }
}
