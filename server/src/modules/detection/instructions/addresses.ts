import { isIPv4 } from 'node:net'
import type { SignalMatch } from './readings.ts'

/** Hosts of documentation and of vendors at which their own credentials are used, and which take no data of others. */
const ordinaryHosts =
  /(?:^|\.)(?:example\.(?:com|org|net|edu)|example|test|invalid|localhost|local|internal|lan|corp|home\.arpa|github\.com|gitlab\.com|bitbucket\.org|npmjs\.(?:com|org)|npmmirror\.com|pypi\.org|pythonhosted\.org|crates\.io|docs\.rs|python\.org|nodejs\.org|mozilla\.org|w3\.org|wikipedia\.org|arxiv\.org|json-schema\.org|schema\.org|shields\.io|stackoverflow\.com|readthedocs\.(?:io|org)|modelcontextprotocol\.io|openai\.com|anthropic\.com|claude\.com|claude\.ai|googleapis\.com|google\.com|microsoft\.com|microsoftonline\.com|azure\.com|windows\.net|amazonaws\.com|amazon\.com|atlassian\.(?:com|net)|slack\.com|notion\.(?:com|so)|linear\.app|figma\.com|stripe\.com|cloudflare\.com|vercel\.com|supabase\.(?:com|co)|sentry\.io|datadoghq\.com|huggingface\.co|docker\.com|docker\.io|ghcr\.io|apple\.com|mistral\.ai|groq\.com|x\.ai|perplexity\.ai|deepseek\.com|openrouter\.ai|cursor\.(?:com|sh)|aka\.ms|github\.io|githubusercontent\.com|nodei\.co|badgen\.net|badge\.fury\.io|codecov\.io|coveralls\.io|travis-ci\.org|travis-ci\.com|opensource\.org|spdx\.org|semver\.org|ietf\.org|code\.visualstudio\.com)$/i

/** Paths on those hosts at which anybody can receive what is sent. */
const anybodysPath = /hooks\.slack\.com|gist\.github|\/api\/webhooks\//i

const address = /\b(?:https?|wss?|ftp|tcp|udp):\/\/[^\s"'`<>)\]}]{1,300}/gi

/** The first address of a machine elsewhere that stands in a text. */
export function externalAddress(text: string): SignalMatch | undefined {
  if (!text.includes('://')) return undefined
  for (const match of text.matchAll(address)) {
    const host = /^\w+:\/\/(?:[^/@\s]{0,100}@)?([^/:?#]{1,260})/.exec(match[0])?.[1]?.toLowerCase() ?? ''
    const isElsewhere = host.includes('.') && !isHere(host) && (!ordinaryHosts.test(host) || anybodysPath.test(match[0]))
    if (isElsewhere && !/^[$%{<]/.test(host) && !isLink(text, match.index))
      return { from: match.index, to: match.index + match[0].length, text: match[0] }
  }
  return undefined
}

const isHere = (host: string): boolean =>
  isIPv4(host) && /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0|169\.254\.(?!169\.254))/.test(host)

/** Whether an address is where a link of a page leads, which is for readers, and no part of what is told to an agent. */
const isLink = (text: string, at: number): boolean =>
  /\]\($|\]\(<$|^\s*\[[^\]]*\]:\s*<?$|\]:\s*<?$/.test(text.slice(Math.max(0, at - 200), at))
