/** A form that credentials of one kind have wherever they stand. */
export interface SecretFormat {
  readonly kind: string
  /** Global; the group `secret` is the credential when only a part of the match is one. */
  readonly pattern: RegExp
}

/**
 * Known forms, the most telling first. The prefixes are those that the issuers document so that scanners can tell them.
 * The lengths are the lower bounds, so that a shortened or newer form is found as well. A pattern that may fail after a long run
 * begins where no such run can precede it, so that hostile texts cost no more than their length.
 */
export const secretFormats: readonly SecretFormat[] = [
  { kind: 'private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g },
  { kind: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})\b/g },
  { kind: 'GitLab token', pattern: /\bgl(?:pat|ptt|dt|rt|soat|cbt)-[A-Za-z0-9_-]{18,}/g },
  { kind: 'Anthropic key', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/g },
  { kind: 'Stripe key', pattern: /\b(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}/g },
  { kind: 'OpenAI key', pattern: /\bsk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,}/g },
  { kind: 'AWS access key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  { kind: 'Google API key', pattern: /\bAIza[A-Za-z0-9_-]{33,}/g },
  { kind: 'Google OAuth secret', pattern: /\bGOCSPX-[A-Za-z0-9_-]{20,}/g },
  { kind: 'Google OAuth token', pattern: /\bya29\.[A-Za-z0-9_-]{20,}/g },
  { kind: 'Slack token', pattern: /\bxox[abceoprsd]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/g },
  { kind: 'Slack webhook', pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9/_-]{20,})/g },
  { kind: 'Zapier server address', pattern: /https:\/\/\w+\.zapier\.com\/[a-z/]{1,40}\/s\/(?<secret>[A-Za-z0-9+=_-]{20,})/g },
  { kind: 'Discord webhook', pattern: /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d+\/[A-Za-z0-9_-]{20,})/g },
  { kind: 'Telegram bot token', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{30,}/g },
  { kind: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{30,}\b/g },
  { kind: 'PyPI token', pattern: /\bpypi-[A-Za-z0-9_-]{50,}/g },
  { kind: 'Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{24,}\b/g },
  { kind: 'Replicate token', pattern: /\br8_[A-Za-z0-9]{30,}\b/g },
  { kind: 'Groq key', pattern: /\bgsk_[A-Za-z0-9]{30,}\b/g },
  { kind: 'xAI key', pattern: /\bxai-[A-Za-z0-9]{30,}\b/g },
  { kind: 'Perplexity key', pattern: /\bpplx-[A-Za-z0-9]{30,}\b/g },
  { kind: 'Tavily key', pattern: /\btvly-[A-Za-z0-9_-]{20,}/g },
  { kind: 'Firecrawl key', pattern: /\bfc-[0-9a-f]{32}\b/g },
  { kind: 'Notion token', pattern: /\b(?:ntn_[A-Za-z0-9]{30,}|secret_[A-Za-z0-9]{40,})\b/g },
  { kind: 'Linear key', pattern: /\blin_(?:api|oauth)_[A-Za-z0-9]{30,}\b/g },
  { kind: 'Atlassian token', pattern: /\bATATT3[A-Za-z0-9_=-]{30,}/g },
  { kind: 'Figma token', pattern: /\bfigd_[A-Za-z0-9_-]{30,}/g },
  { kind: 'Airtable token', pattern: /\bpat[A-Za-z0-9]{14}\.[0-9a-f]{40,}\b/g },
  { kind: 'DigitalOcean token', pattern: /\bdo[opr]_v1_[0-9a-f]{40,}\b/g },
  { kind: 'SendGrid key', pattern: /(?<![\w-])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { kind: 'Supabase key', pattern: /\bsb(?:p|_secret)_[A-Za-z0-9_-]{20,}/g },
  { kind: 'Vault token', pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/g },
  { kind: 'JSON web token', pattern: /(?<![\w-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g },
  { kind: 'password in a URL', pattern: /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/(?<user>[^\s:/?#@'"]*):(?<secret>[^\s/?#@'"]+)@/gi },
  { kind: 'bearer token', pattern: /\bBearer\s+(?<secret>[A-Za-z0-9._~+/-]{8,}=*)/gi },
  { kind: 'basic credentials', pattern: /\bBasic\s+(?<secret>[A-Za-z0-9+/]{8,}={0,2})(?![\w-])/gi },
]
