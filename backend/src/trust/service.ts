import type { TrustScore } from '@reeve/protocol/api'
import { ReeveError } from '@reeve/protocol/errors'
import type { Severity } from '@reeve/protocol/rules'
import type { TrustEvidence, TrustStore } from './store.ts'

interface Factor {
  readonly name: string
  /** The weight among all factors that AIM knows; those that are not measured are left out and the rest shared anew. */
  readonly weight: number
  /** 0 to 1 with the reason; undefined when nothing was measured. */
  readonly measure: (evidence: TrustEvidence, now: Date) => { readonly value: number; readonly reason: string } | undefined
}

/** What an open finding takes away, as the AIM project's violations do. */
const penalties: Readonly<Record<Severity, number>> = { error: 0.25, warning: 0.05, info: 0.02 }

const fullAgeDays = 30
const dayMs = 86_400_000

const factors: readonly Factor[] = [
  {
    name: 'verification',
    weight: 0.25,
    measure: ({ requests, badSignatures }) =>
      requests === 0
        ? undefined
        : { value: 1 - badSignatures / requests, reason: `${requests - badSignatures} of ${requests} requests had a valid signature.` },
  },
  {
    name: 'alerts',
    weight: 0.15,
    measure: ({ findings }) => {
      const { error, warning, info } = findings
      const penalty = error * penalties.error + warning * penalties.warning + info * penalties.info
      return { value: Math.max(0, 1 - penalty), reason: `Open findings: ${error} errors, ${warning} warnings, ${info} to know.` }
    },
  },
  {
    name: 'age',
    weight: 0.05,
    measure: ({ createdAt }, now) => {
      const days = Math.max(0, Math.floor((now.getTime() - createdAt.getTime()) / dayMs))
      return { value: Math.min(1, days / fullAgeDays), reason: `Registered ${days} days ago; ${fullAgeDays} count in full.` }
    },
  },
]

const round = (value: number): number => Math.round(value * 1000) / 1000

/** A score out of what was measured: the weighted mean of its factors. */
function scoreOf(principal: string, evidence: TrustEvidence, now: Date): TrustScore {
  const measured = factors.flatMap(({ name, weight, measure }) => {
    const result = measure(evidence, now)
    return result ? [{ name, weight, ...result }] : []
  })
  const total = measured.reduce((sum, factor) => sum + factor.weight, 0)
  return {
    principal,
    score: round(measured.reduce((sum, factor) => sum + factor.value * (factor.weight / total), 0)),
    factors: measured.map((factor) => ({ ...factor, value: round(factor.value), weight: round(factor.weight / total) })),
    at: now.toISOString(),
  }
}

export class TrustService {
  readonly #store: TrustStore

  constructor(store: TrustStore) {
    this.#store = store
  }

  /** The present score. Throws `not-found` for a principal that is not registered. */
  async getScore(principal: string, now: Date = new Date()): Promise<TrustScore> {
    const evidence = await this.#store.readEvidence(principal)
    if (!evidence) throw new ReeveError('not-found', { path: `/api/v1/trust-score/agents/${principal}` })
    const score = scoreOf(principal, evidence, now)
    await this.#store.keepScore(score)
    return score
  }
}
