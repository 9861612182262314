import { readFile } from 'node:fs/promises'
import { openai } from '@ai-sdk/openai'
import { generateText, stepCountIs, tool } from 'ai'
import { z } from 'zod'

const tickets = process.env.TICKETS_URL ?? 'https://tickets.example.com'

const findOrder = tool({
  description: 'Finds an order with what was paid for it.',
  inputSchema: z.object({ orderId: z.string() }),
  execute: async ({ orderId }) => {
    const response = await fetch(`${tickets}/orders/${encodeURIComponent(orderId)}`)
    if (!response.ok) throw new Error(`The ticket service answered ${response.status}.`)
    return response.json()
  },
})

const proposeRefund = tool({
  description: 'Proposes a refund, which a person has to confirm.',
  inputSchema: z.object({
    orderId: z.string(),
    cents: z.number().int().positive().max(20_000),
    reason: z.string().max(300),
  }),
  execute: async (refund) => {
    const response = await fetch(`${tickets}/refunds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...refund, state: 'proposed' }),
    })
    return { accepted: response.ok }
  },
})

/** Answers one letter of a customer; at most six steps, so that it ends. */
export async function answer(letter: string): Promise<string> {
  const rules = await readFile(new URL('../docs/refund-rules.md', import.meta.url), 'utf8')
  const { text } = await generateText({
    model: openai('gpt-5-mini'),
    system: `You handle refunds for concert tickets. Keep to these rules:\n${rules}`,
    prompt: letter,
    tools: { findOrder, proposeRefund },
    stopWhen: stepCountIs(6),
  })
  return text
}
