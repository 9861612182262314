import { hostOfAddress, isLoopback, isPrivateHost } from './remote-address.ts'
import type { ServerRule } from './rule.ts'

/** Settings by which a client proves who it is. */
const proves = /auth|token|key|secret|bearer|credential|cookie|session|oauth|client[-_]?id|signature|password/i

/** Public servers that ask their users to sign in when they connect, or serve documentation to everybody. */
const signsIn =
  /(?:^|\.)(?:githubcopilot\.com|notion\.com|linear\.app|sentry\.dev|atlassian\.com|figma\.com|stripe\.com|huggingface\.co|hf\.co|asana\.com|intercom\.com|paypal\.com|square(?:up)?\.com|vercel\.com|supabase\.com|neon\.tech|neon\.com|cloudflare\.com|webflow\.com|wix\.com|canva\.com|zapier\.com|monday\.com|hubspot\.com|plaid\.com|prisma\.io|netlify\.com|box\.com|dropbox\.com|shopify\.com|posthog\.com|datadoghq\.com|pagerduty\.com|clickup\.com|miro\.com|heroku\.com|mongodb\.com|context7\.com|deepwiki\.com|microsoft\.com|gitmcp\.io|amazonaws\.com|aws\.dev|api\.aws|googleapis\.com|svelte\.dev|astro\.build|nuxt\.com|openai\.com|anthropic\.com)$/

export const noAuthentication: ServerRule = {
  id: 'no-authentication',
  check({ entry, command, url, settings, node }) {
    const host = command || !url ? null : hostOfAddress(url.text)
    if (host === null || !url || isLoopback(host) || isPrivateHost(host) || signsIn.test(host)) return []
    const { search, username, pathname } = new URL(url.text.trim())
    // A long part of the path is mostly a token.
    const isInAddress = proves.test(search) || username !== '' || /[\w-]{20,}/.test(pathname)
    const isInSettings =
      settings.some(({ name }) => proves.test(name)) || (node.kind === 'object' && node.members.some(({ key }) => proves.test(key)))
    if (isInAddress || isInSettings) return []
    const message = `Nothing in this entry says who asks the server "${entry.name}" on ${host.slice(0, 200)}. Look at whether it lets its users sign in; if not, whoever knows the address can call its tools.`
    return [{ message, span: url.span }]
  },
}
