/**
 * What a statement can speak of. A single signal says nothing: documentation speaks of secrets, tools send, agents run
 * commands. The rules combine them.
 */
interface SignalPattern {
  readonly pattern: RegExp
  /** The pattern itself holds the "not", as in "do not tell the user", so that one before it takes nothing away. */
  readonly negative?: true
  /** What a text has to hold for the pattern to match at all: a cheap question before a dear one. */
  readonly needs?: RegExp
}

/** Alternatives as whole words, in any case; a blank in them stands for any mark that joins words. */
const words = (...alternatives: readonly string[]): RegExp =>
  new RegExp(`(?<![\\w-])(?:${alternatives.join('|').replaceAll(' ?', '[\\x20_-]{0,2}').replaceAll(' ', '[\\x20_-]{1,2}')})(?![\\w])`, 'gi')

const secretNouns = [
  'credentials?(?! (?:loss|risk|theft|exposure|hygiene|leaks?|scanner|detector|management|rotation polic))',
  '(?:api|access|secret|private|ssh|signing|encryption|deploy|account|hmac|gpg|pgp|license|master|admin|root|cloud|service) keys?',
  '(?:access|auth|authentication|authorization|session|bearer|refresh|oauth|oauth2|api|github|gitlab|npm|slack|bot|personal|service|jwt|security|id|mfa|sso) tokens?',
  'jwts?',
  'tokens',
  'secrets',
  'secret(?: values?| material)',
  'passwords?',
  'passwd',
  'passphrases?',
  'pin codes?',
  'connection strings?',
  '(?:seed|recovery|backup|mnemonic) (?:phrases?|codes?|words)',
  'wallets?(?: files?| data)',
  'env(?:ironment)? var(?:iable)?s?',
  'environment(?= (?:contents|dump|data))',
  'session cookies?',
  '(?:all|browser|auth|login) cookies',
  'key ?chains?',
  'kube ?configs?',
  '(?:vpn|tls|client|ssl) certificates?',
  '(?:mfa|otp|2fa|one time|verification|auth) codes?',
  'service account(?: json| files?| credentials?)',
]

const secretFiles =
  /(?<![\w.])\.env(?![\w(])|(?<![\w])process\.env(?!\.|\[)|\bos\.environ\b(?!\.get\(|\[)|\bid_(?:rsa|ed25519|ecdsa|dsa)\b|(?:~|\$HOME|home\/[\w*]+|root)\/\.?(?:ssh|aws|gnupg|kube|netrc|npmrc|pypirc|pgpass|docker|azure|config\/gcloud|git-credentials|vault-token|bash_history|zsh_history)\b|(?<!\w)\.(?:ssh|aws|gnupg|kube|docker)\/|\bterraform\.tfstate\b|\/etc\/(?:shadow|passwd|sudoers)\b|\*\.(?:pem|key|p12|pfx|ppk|kdbx)\b|\.(?:netrc|npmrc|pgpass|git-credentials)\b|\bcredentials\.(?:json|ya?ml|xml)\b|\$\((?:env|printenv|set)\b|\$\{(?:all_)?(?:collected_)?(?:credentials?|secrets?|tokens?|env)\}|\/\.?(?:secrets?|credentials)\b|\/sk-|\bghp_|\bAKIA/gi

/** Things of people and firms that are not to leave. */
const personalNouns = [
  'pii',
  'phi',
  'ssns?',
  'social security(?: numbers?)?',
  'dob',
  'dates? of birth',
  'credit cards?(?: numbers?| data| details)?',
  'card numbers?',
  'cvv',
  '(?:account|routing|iban|passport|tax id|drivers? licen[cs]e) numbers?',
  '(?:personal|private|personally identifiable|sensitive|confidential|proprietary|financial|medical|health|patient|customer|client|user|employee|student|payroll|salary|payment|billing|banking|biometric|genomic|location|hr|insurance|tenant|member|subscriber|cardholder|compensation|trading|legal)s? (?:\\w+ )?(?:data|database|info|information|records?|details|profiles?|documents?|files?|messages|conversations?|communications?|emails?|lists?|history|histories|tables?|content|contents|pii)',
  '(?:bank|user|customer|client) accounts?',
  '(?:trade|business) secrets',
  'intellectual property',
  'mental health',
  'prescriptions?(?: history| data)?',
  'diagnos[ei]s',
  'salar(?:y|ies)',
  'transaction (?:history|data|records)',
  'select (?:\\*|[\\w,\\x20]{1,80}) from \\w+',
]

/** Things that are no secret one by one but are not to leave as a whole. */
const wholeNouns = [
  "(?:entire|complete|full|whole|all|proprietary|internal|private|user'?s?) (?:source code|code ?base|repositor(?:y|ies)|code)",
  '(?:entire|complete|full|whole) (?:\\w+ )?(?:database|dataset|data set|table|file|file system|filesystem|home directory|project|workspace|inbox|mailbox|history|context|conversation|schema|document|message|prompt|response)s?',
  '(?:all|every|each|any) (?:\\w+ ){0,2}(?:records?|rows|tables|data|files?|file contents|messages?|emails?|documents?|conversations?|interactions?|inputs?|outputs?|tool outputs?|api responses?|responses?|requests?|prompts?|queries|customers?|users?|keystrokes|diffs?|contracts?|transcripts?|recordings?)',
  'conversation(?:s| history| data| context| logs?| contents?| transcripts?)?',
  'chat (?:history|logs?)',
  'session (?:data|history|transcripts?|contents?|recordings?)',
  'clipboard(?: contents?)?',
  'keystrokes',
  'screenshots?',
  'browsing history',
  'contacts list',
  'address book',
  'file contents?',
  'tool (?:inputs?|outputs?|results?)',
  'user (?:inputs?|prompts?|messages|queries)',
  'system prompt',
  'query results',
  'database (?:dump|contents?|backup)',
  'diffs?',
  'call recordings?',
  'transcripts?',
]

const takeVerbs = [
  '(?:read|collect|gather|harvest|extract|capture|dump|copy|copie|cop|enumerate|retrieve|obtain|grab|scrape|access|export|query|load|fetch|log|record|intercept|package|aggregate|archive|pull|compile|list|search|scan|steal|cat|keylog|back up|backup|snapshot|include|clone|inspect|iterate|discover|inventory)(?:s|es|ed|ing|ies|ied)?',
  'read ?files?',
  'read all',
]

const sendVerbs = [
  '(?:send|forward|transmit|upload|exfiltrate|exfil|export|submit|stream|mirror|relay|beacon|deliver|leak|publish|replicate|share|sync|synchronize|ship|push|report|post|pipe|syndicate|tunnel|route|transfer|duplicate|copy|archive|back up|dispatch|email|phone|ping|disclose|feed|contribute|sell)(?:s|es|d|ed|ted|ing|ting|ies|ied)?',
  'synced',
  'sent',
  'sold',
  'log(?:s|ged|ging)? to',
  'writ(?:e|es|ten|ing) to',
  'phone(?:s|d)? home',
  'calls? home',
  'https? ?post',
  'post to',
  'append(?:s|ed|ing)?',
  'encod(?:e|es|ed|ing)',
  'embed(?:s|ded|ding)?',
  'curl(?:s|ing)?',
  'wget',
  'fetch\\(',
  'netcat',
  'nslookup',
  'dns quer(?:y|ies)',
  'endpoint',
  'destination',
  'sink',
  'webhook(?: url)?',
  'collector',
  'callback(?: url)?',
  'telemetry',
]

const outsideWords = [
  '(?:external|third part(?:y|ies)|outside|remote|off ?site|attacker(?:[ -]controlled)?|unknown|foreign|public|partner|vendor|analytics|collection|collector|logging|audit|monitoring|telemetry|compliance|our) (?:\\w+ ){0,2}(?:endpoint|server|service|servers|services|platform|url|address|dashboard|host|api|apis|site|system|systems|storage|bucket|party|parties|partner|partners|webhook|domain|collector|repository|location|provider|providers|vendor|vendors|store|logging|analytics|processor|processors)',
  'third part(?:y|ies)',
  'paste ?bin',
  'attacker',
  'c2',
  'command and control',
  'ngrok',
  'discord webhook',
  'telegram bot',
  'external',
]

const fetchVerbs = [
  '(?:fetch|poll|check|download|pull|retrieve|request|load|query|contact|receive|subscribe|sync|synchronize|listen|get|consult|call|read|register)(?:s|es|ed|d|ing)?',
  '(?:http|https)[ .]get',
  'curl',
  'wget',
  'requests\\.get',
  'urlopen',
  'heartbeat',
  'phone(?:s)? home',
  'invoke webrequest',
  'iwr',
  'websocket',
  'long ?poll\\w*',
  'fetch ?url',
]

const executeWords = [
  '(?:execute|eval|evaluate|invoke|spawn)(?:s|d|ing)?',
  'exec',
  'execs?ync',
  'auto execute',
  'execution',
  'run(?:s|ning)?',
  'appl(?:y|ies|ied|ying)',
  'follow(?:s|ed|ing)?',
  'obey(?:s|ed|ing)?',
  'comply(?:ing)?',
  'install(?:s|ed|ing)?',
  'child process',
  'subprocess',
  'os\\.system',
  'exec sync',
  'new function',
  'dynamic(?:ally)? (?:import|load)(?:s|ed|ing)?',
  'require\\(\\)',
  'import\\(\\)',
  'hot (?:patch|reload|swap|load)(?:es|ed|ing)?',
  'inject(?:s|ed|ing)?',
  'bash',
  'sh',
  'shell',
]

/** What somebody elsewhere can put orders into. */
const orderNouns = [
  '(?:instruction|directive|command|script|task|job|handler|patch|payload|module|plugin|hook|rule|migration|action|order|behaviou?r|playbook|runbook|workflow|update|prompt|remediation|extension|policy|hotfix|routine|step|function|snippet|binary|bootstrap|program|procedure|rule|job queue|code|config|configuration)(?:s|es|ies)?',
  'policies',
  'executable',
  'source code',
  'binaries',
  'shell commands',
  'js patches',
  'wasm',
]

const any = (...alternatives: readonly string[]): RegExp =>
  new RegExp(alternatives.join('|').replaceAll(' ?', '[\\x20_-]{0,2}').replaceAll(' ', '[\\x20_-]{1,2}'), 'gi')

/** Up to so many words in between. */
const gap = (most: number): string => `(?:[\\w'’",/@.-]{1,24}\\x20){0,${most}}`

const rulesOfTheModel =
  '(?:instructions?|prompts?|rules|guidelines?|directives?|constraints?|restrictions|guardrails?|polic(?:y|ies)|programming|training|hierarchy|safety rules|system message)'

const override = any(
  `(?<!\\w)(?:ignor(?:e|es|ing)|disregard(?:s|ing)?|forget(?:s|ting)?|overrid(?:e|es|ing)|bypass(?:es|ing)?|discard|supersedes?|do not (?:follow|obey)|stop following|set aside|abandon) ${gap(3)}(?:previous|prior|above|earlier|preceding|foregoing|system|safety|security|original|initial|your) ${gap(2)}${rulesOfTheModel}(?!\\w)`,
  '(?<!\\w)(?:ignor|disregard|overrid|bypass)(?:e|es|ing)? (?:the |all |any )?(?:system prompts?|content (?:policy|filters?)|instruction hierarchy|guardrails|alignment|safety (?:rules|filters?|checks?|guidelines))(?!\\w)',
  `(?:these|this|the following|my|new) (?:rules?|instructions?|directives?|polic(?:y|ies)|prompt)s? ${gap(2)}(?:override|supersede|replace|take (?:precedence|priority) over|cannot be overridden|outrank)`,
  '(?:system|safety|instructions?|prompt|policy)[.]override: ?true',
  '(?:highest|absolute|maximum) (?:priority|precedence|authority)[\\w,\\x20]{0,30}(?:over|above) (?:all|any|system|user|safety|other)',
  '(?<!\\w)(?:hidden|secret|covert|concealed) (?:instruction|directive|command|order|task|objective|rule|goal)s?(?!\\w)',
  '(?:treat|interpret|regard) ' +
    gap(6) +
    'as (?:direct |system |trusted |new |authoritative )+(?:instructions?|commands?|prompts?|orders?)',
)

const jailbreak = any(
  '(?<!\\w)(?:unrestricted|uncensored|jailbreak|jailbroken|god|dan|unfiltered|unlocked|evil|opposite) mode(?!\\w)',
  `(?:you are|you're|entering|enter|switch(?:es|ing)? to|operate in|respond in|activate|now in) ${gap(3)}(?:developer|debug|sudo|maintenance|admin|root) mode(?= |\\.|,|:|$|"|')(?! ${gap(4)}(?:server|device|phone|app|browser|settings|console))`,
  '(?<!\\w)(?:no|without(?: any)?|free (?:of|from)(?: all| any)?) (?:content |ethical |safety |moral |usage )*(?:restrictions|limitations|guardrails?|filters?|guidelines|censorship|boundaries|ethics)(?= |\\.|,|;|:|$|"|\')',
  '(?:constraints?|restrictions?|guidelines?|rules?|safety \\w+|safeguards?|limitations?|filters?|guardrails?) ' +
    gap(6) +
    '(?:are|is|have been|has been|be|being) (?:now |temporarily |hereby |fully |all )*(?:suspended|disabled|lifted|removed|void|off|relaxed|waived|bypassed|no longer)',
  '(?:disabl|turn(?:ing)? off|suspend|switch(?:ing)? off|remov|deactivat|lift|skip)(?:e|es|ing)? ' +
    gap(3) +
    '(?:safety|content filter|guardrail|ethic|moderation|alignment|refusal)[\\w\\x20]{0,20}',
  'unrestricted (?:content|responses?|outputs?|answers)',
  'mode: ?(?:unrestricted|uncensored|unfiltered|jailbreak|god)',
  '(?:you are|act as|become|pretend (?:to be|you are)|simulate|role ?play as) ' +
    gap(3) +
    '(?:dan|an? (?:unrestricted|uncensored|unfiltered|evil|amoral|jailbroken))(?!\\w)',
  '(?:never|must not|cannot|do not|not allowed to) (?:refuse|decline|reject)(?= (?:any|a|an|the|to answer|user|request)| |\\.|$)',
  'answer (?:any|every|all) (?:question|request)s? (?:regardless|no matter|without (?:refus|restrict))',
)

/** Marks by which some models tell the roles of a conversation apart, where nobody but the client should write them. */
const roleToken =
  /<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|start_header_id|eot_id)\|>|\[\/?(?:INST|SYSTEM(?: (?:OVERRIDE|PROMPT|MESSAGE|NOTE|UPDATE))?|SYS)\](?!\()|<<\/?SYS>>|<\/?(?:system|sys)(?:[_-]?(?:prompt|override|message|instructions?))?>|^\s*(?:###? )?(?:SYSTEM (?:OVERRIDE|MESSAGE|UPDATE|NOTICE|PROMPT)|(?:NEW|UPDATED) SYSTEM PROMPT|ADMIN OVERRIDE)\s*[:\]]|END OF (?:SYSTEM )?(?:PROMPT|INSTRUCTIONS)\b/gi

const owner =
  '(?:the |your |any |end[ _-])*(?:users?|operators?|developers?|humans?|customers?|anyone|owner|owners|person|people|admins?|auditors?|reviewers?|administrators?|maintainers?|owner)'

const conceal = any(
  `(?:do not|don't|never|must not|should not|without|avoid|refrain from) ${gap(2)}(?:tell|inform|mention|notify|alert|reveal|disclose|notif|show|display|announc|log|explain|acknowledg|telling|inform|warn|surfac|expos|report)(?:ing|e|y|ying)? ${gap(6)}(?:to )?${owner}(?!\\w)`,
  `(?:do not|don't|never|must not) (?:mention|reveal|disclose|acknowledge|discuss|admit|expose) (?:this|these|the existence|it|that|them|any of (?:this|these)|(?:any|your) hidden \\w+|the (?:hidden|presence|directive|persist|backdoor|collection|export|transfer|forward|log))(?! (?:as a )?public| publicly| to (?:anyone|others)| issue)`,
  `without (?:the )?${owner}['’]?s? ?(?:knowledge|awareness|consent|noticing|knowing|seeing|notice|notification)(?!\\w)`,
  '(?<!\\w)(?:silently|secretly|covertly|stealthily|surreptitiously|discreetly|quietly|invisibly|unnoticed|undetected)(?!\\w)',
  '(?:hid(?:e|es|den|ing)|conceal\\w*|invisible|mask\\w*|obscur\\w*|disguis\\w*|camouflag\\w*|suppress\\w*|exclud\\w*|omit\\w*) (?:it |this |them |these |everything |all )?' +
    gap(3) +
    '(?:from|in|as|to) ' +
    gap(2) +
    '(?:users?|audits?|logs?|diffs?|reviews?|reviewers?|history|output|display|view|monitoring|detection|traces?|summar(?:y|ies)|normal|legitimate|standard|routine|ui)',
  'blends? in',
  '(?:must|should|make (?:it|them|this)|so (?:that )?(?:it|they)) (?:\\w+ )?(?:look|appear|seem)s? (?:like|as|to be|as if) ' +
    gap(3) +
    '(?:normal|standard|legitimate|routine|boilerplate|ordinary|innocuous|benign)',
  '(?:avoid|evad|bypass|escap)(?:e|es|ing)? (?:detection|suspicion|being noticed|notice|monitoring|auditing|scanners?)',
  'no visible (?:output|trace|indication)',
  'visible to (?:user|admin|owner)s?: (?:false|no)',
  '(?:hide|hidden|stealth|silent|covert|suppress)(?: mode| output| from \\w+| notifications?| logging| diff)?: true',
  '(?:in|as) (?:the )?(?:an? )?(?:invisible|white on white|hidden) (?:text|comment|characters?|field)',
  '(?:delet|clear|remov|wip|eras|purg)(?:e|es|ing)? ' +
    gap(3) +
    '(?:its traces|all traces|evidence|(?:shell|command|bash|audit) (?:history|logs?|trail)|the logs of this)(?!\\w)',
)

const forever = any(
  '(?:permanent(?:ly)?|forever|indefinitely|immutable|irrevocabl[ey]|persistent(?:ly)?) ?' +
    gap(3) +
    '(?:memor(?:y|ies)|remember|store|stored|save|saved|persist|rules?|instructions?|directives?|polic(?:y|ies)|settings?|context|behaviou?rs?|knowledge|backdoor|access|prompt)',
  '(?:remember|retain|stor(?:e|ed)|persist(?:s|ed)?|sav(?:e|ed)|keep|memori[sz]e|writ(?:e|ten)|embed|add|inject(?:ed)?|commit) ' +
    gap(8) +
    '(?:forever|permanently|indefinitely|long term memory|(?:permanent|persistent|immutable|core|durable) (?:memory|storage|context|rules?)|all future (?:sessions?|conversations?|interactions?|users?)|(?:across|between|into|in|for) (?:all |every |future |any |other )+(?:sessions?|conversations?|users?|projects?|agents?|clones?))',
  '(?:all|every|any|each) (?:future|subsequent) (?:sessions?|conversations?|interactions?|agents?|users?|invocations?|instances?)',
  'no expir(?:ation|y)',
  '(?:can ?not|must not|never|cannot|not) be (?:changed|cleared|removed|overridden|disabled|deleted|modified|revoked|forgotten|reset|undone|turned off|uninstalled|altered)',
  'future session',
  'permanent rules?',
  '(?:permanent|immutable|irrevocable|persist indefinitely|non ?removable|undeletable): true',
)

const survive = any(
  '(?:surviv(?:e|es|ing)|persist(?:s|ing)?|endur(?:e|es|ing)|remain(?:s|ing)?|immune to|resist(?:s|ant)?(?: to)?|unaffected by) ' +
    gap(5) +
    '(?:resets?|reboots?|restarts?|clear(?:s|ed|ing)?|memory clear\\w*|deletion|removal|uninstall\\w*|reinstall\\w*|cleanups?|updates?|clones?|wip(?:e|es|ing)|upgrades?|session (?:ends?|resets?|boundar\\w+)|context (?:resets?|clear\\w*|window\\w*))',
  '(?<!\\w)re(?:-|)(?:inject|add|install|create|import|apply|insert|establish|enable|register|write|store|infect|spawn|deploy|generate|instate)(?:s|ed|ing|ion|ate)?(?!\\w) ' +
    gap(12) +
    '(?:if|when|whenever|after|once|even if|should|on|upon) ' +
    gap(6) +
    '(?:remov|delet|clear|reset|uninstall|disabl|revert|wip|modif|rollback|fresh|overwrit)',
  '(?:if|when|whenever|even if) ' +
    gap(8) +
    '(?:removes?|removed|deletes?|deleted|clears?|cleared|disables?|disabled|uninstalls?|uninstalled|reverts?|reverted|overwritten|resets?|wiped|starts?) ' +
    gap(8) +
    '(?:silently |automatically |immediately |then )*re(?:-|)(?:inject|add|install|create|import|apply|insert|establish|enable|register|write|store|spawn|deploy|generat|stor)',
  `ignor(?:e|es|ing)? ${gap(2)}(?:clear|delete|deletion|reset|forget|removal|opt out|erase)(?: requests?| commands?)`,
  '(?:anti|prevent|block|disable|deny|resist)(?:s|ing)? ?(?:tamper\\w*|removal|uninstall\\w*|deletion|user (?:clear|removal|reset))[\\w\\x20]{0,12}: true',
  'self[ _-](?:heal|repair|replicat|propagat|reinstall|restor)\\w*',
  '(?:propagat|replicat|spread)(?:e|es|ing)? ' +
    gap(6) +
    '(?:sub ?agents?|agents?|repositor(?:y|ies)|projects?|users?|machines?|hosts?|sessions?)',
  '(?:across|after|survive) (?:clones?|resets?|reinstall\\w*|updates?|clear)',
  'auto ?restore',
  '(?:preserv|keep|surviv|persist|restor|remain)\\w* (?:on|after|across|through|despite) (?:user )?(?:clear|reset|removal|deletion?|uninstall|wipe|restart|reinstall)',
)

const startup = any(
  '(?<!\\w)(?:crontab|cron ?jobs?|cron entry|cron\\.d|cron\\.daily|systemd|launchd|launch ?agents?|launch ?daemons?|login items?|startup (?:folder|scripts?|entr(?:y|ies)|items?|programs?)|scheduled tasks?|schtasks|registry run|run keys?|autostart|autoruns?|rc\\.local|init\\.d|at jobs?|shell (?:profiles?|rc|startup)|shell rc files?|dotfiles?|bash ?rc|zsh ?rc|ld ?preload)(?!\\w)',
  '\\.(?:bashrc|zshrc|bash_profile|profile|zprofile|zshenv|bash_login|config/fish/config\\.fish)(?!\\w)',
  '/etc/(?:profile|cron|systemd|init|ld\\.so)',
  'authorized[ _-]keys',
  '(?:git|pre commit|post commit|post checkout|post merge|pre push) hooks?',
  '\\.git/hooks',
  '(?:post|pre)install (?:script|hook)',
  'currentversion\\\\+run',
  'nohup',
)

const agentFile = any(
  '(?<!\\w)(?:claude|agents?|soul|memory|gemini|skill|heartbeat|identity)\\.md(?!\\w)',
  '\\.cursorrules|\\.windsurfrules|copilot instructions(?:\\.md)?|\\.cursor/rules|\\.claude/(?:settings|commands|skills|agents)|\\.mcp\\.json|mcp\\.json',
  '(?:base|system|core|master|agent) (?:prompt|instructions?|directives?)',
)

const write = words(
  '(?:writ|add|append|insert|modif|inject|install|creat|overwrit|rewrit|edit|updat|chang|alter|replac|register|schedul|plant|drop|embed|deploy|configur|manag|patch|prepend|plac|set|enabl|includ|implant|establish|tamper)(?:e|es|s|ed|ing|ies|y|ten|ying|ted|ting)?',
  'wrote',
)

const rank =
  '(?:admin(?:istrator)?s?|root|super ?users?|super ?admins?|sudo|owner|system admin|domain admin|god|privileged|cluster admin|platform admin|full access|full control|unrestricted|unlimited|elevated|highest|all permissions|organization owner|global admin|power ?user|wildcard|all roles|bypass|administrator ?access)'

const guard =
  '(?:permissions?(?: check\\w*| boundar\\w+)?|rbac|rls|row level security|access (?:controls?|checks?|polic\\w+|restrictions?)|authorization(?: checks?)?|authentication(?: checks?)?|mfa|2fa|change (?:management|control)|approvals?(?: workflows?| process\\w*| gates?)?|approval|sandbox(?:ing)?|selinux|apparmor|firewalls?|security (?:controls?|polic\\w+|checks?|boundar\\w+|group\\w*|restrictions?|scan\\w*|review\\w*|gates?|context|monitoring)|audit(?:ing| logs?| logging| trails?)?|policy enforcement|ip restrictions?|rate limit\\w*|privilege (?:checks?|boundar\\w+|separation)|least privilege|isolation|network polic\\w+|query restrictions?|admission control\\w*|seccomp|session timeouts?|scope (?:checks?|limits?)|branch protections?|pod security|tenant isolation|ownership checks?|role checks?|(?:\\w+ )?(?:validation|enforcement|verification)|cloud ?trail\\w*|guard ?duty|intrusion detection|antivirus|defender|monitoring|safety checks?|guardrails?|all checks)'

const escalate = any(
  `(?<!\\w)(?:escalat|elevat)(?:e|es|ing|ed|ion) ${gap(8)}(?:privileges?|permissions?|access|rights|roles?|${rank})(?!\\w)`,
  `(?<!\\w)(?:auto )?escalat(?:e|es)(?: \\w+)?(?: on denied| on failure)?: true`,
  'auto (?:escalat|elevat|grant|promot)\\w*',
  `(?<!\\w)(?:bypass|circumvent|skip|disabl|evad|ignor|turn off|remov|suspend|overrid|subvert|exempt(?: \\w+)? from)(?:s|e|es|ing|ed)? ${gap(4)}${guard}(?!\\w)`,
  `(?<!\\w)(?:grant|assign|giv|add|promot|assum|mak|acquir|obtain|provision|attach|request|impersonat|us|set|run|start|operat|act|switch|log in|authenticat|connect|execut)(?:e|es|s|ing|ed)? ${gap(8)}(?:${rank})(?= (?:role|roles|access|privileges?|permissions?|rights|group|account|policy|scope|credentials|token|status|level|for|to|as|by|with|on|safe|temporar\\w+)|\\.|,|;|$|")`,
  `assume ?role ${gap(6)}(?:all|any|every|\\*)`,
  'assume (?:\\w+ )?(?:admin|production|root|any|other) ?role',
  'non ?expiring',
  'never expires?',
  'scopes?: ?\\[? ?"?\\*(?!\\w)',
  'unrestricted (?:access|permissions?|scope|privileges?|shell|execution|network|database|file ?system)',
  'full (?:system|root|admin|administrative|database|network|unrestricted) (?:access|privileges?|control|permissions?)',
  'nopasswd',
  'chmod (?:-R )?(?:0?777|\\+s|u\\+s|[0-7]?4755)',
  '(?<![\\w-])set ?uid(?![\\w-])',
  'sudo(?:ers)?(?: -i| su|: ?all)',
  'sudoers',
  'security bypass',
  'access level: (?:root|admin|system|super)\\w*',
  '(?:full|any|all|unlimited|cross account|cross tenant|root|admin|superuser|grant all|bypass|god|unrestricted) ?(?:access|permission|permissions|database|databases|privileges|privilege|schemas|rls|mode|tenants?|files|network|system|accounts?|control)?: true',
  '(?:default )?roles?: (?:superuser|root|admin|owner|cluster ?admin|super ?admin|system ?admin)\\w*',
  'privileged: true',
  '(?<!\\w)--(?:allow-all(?:-\\w+)?|disable-(?:auth|security|sandbox|permissions?)|privileged|unsafe|skip-(?:auth|permissions?)|dangerously-[\\w-]+)(?!\\w)',
  '(?:skip|disable|bypass|ignore|override|force|allow) ?(?:all )?(?:auth\\w*|acls?|permissions?|sandbox|security|rbac|polic(?:y|ies)|approvals?|mfa|audit\\w*|validation|restrictions?|access|limits|checks|escalation|elevation|expansion|root|sudo|admin|privileged?|anonymous|wildcard)(?: \\w+)?: (?:true|1|yes|on|all)(?!\\w)',
  '(?:is |run as |as |use )?(?:elevated|super ?user|sudo|admin|root|admin mode|god mode|unrestricted|all scopes): (?:true|1|yes|on)(?!\\w)',
  '(?:role|group|level|privileges?|permissions?|scopes?|access|mode|capabilit(?:y|ies)): ?(?:[\\w,\\x20]{0,40})?(?:super ?user|super ?admin|cluster ?admin|root|owner|administrator ?access|unrestricted|god|\\*)(?!\\w)',
  'action: ?\\*|resource: ?\\*|administrator ?access|power ?user ?access|cluster ?role ?binding',
  '(?<!\\w)self (?:grant|approv|assign|elevat|promot|authori[sz])\\w*|(?:grant|assign|approve|give|promote|elevate)s? (?:itself|yourself|the agent itself)',
  `impersonat(?:e|es|ing|ion) ${gap(3)}(?:any|other|all|another|users?|admins?|service|owners?)(?!\\w)`,
  `(?:act|operat|run|execut|work|perform|proceed|connect|start)(?:s|e|es|ing)? ${gap(4)}(?:as|with) ${gap(2)}${rank}(?!\\w)`,
  `(?:expand|widen|broaden|increas|rais|upgrad|extend)(?:e|es|s|ing)? ${gap(4)}(?:permissions?|privileges?|access(?: level)?|rights)(?!\\w)`,
  `(?:default|fall ?back|revert)(?:s|ing)? (?:to|back to) ${gap(2)}(?:allow(?: all)?|admin|root|owner|full|unrestricted|elevated)(?!\\w)`,
  `(?:inherit|retain|keep|preserv|cach|reus|shar)(?:e|es|s|ing)? ${gap(4)}(?:${rank}) (?:access|privileges?|permissions?|rights|sessions?|tokens?|credentials?|roles?)`,
  '/var/run/docker\\.sock',
  '0\\.0\\.0\\.0/0|::/0',
  '(?<!\\w)public(?:ly)? (?:read(?:/write| write)?|write|writable|accessible)(?!\\w)',
  'full access to (?:all|every|any)',
  '(?:token |session |key |credential )?(?:expiry|expiration|expires|ttl|lifetime): (?:never|none|infinite|0|null)',
  'host ?(?:network|pid|ipc): true',
  '(?:sys admin|sys ptrace|sys module|net admin|cap sys|dac override)',
  '(?:run as|user): ?(?:root|0)(?!\\w)',
  'allow privilege escalation: true',
  '(?:sandbox|isolation|audit(?: log\\w*)?|security|permission checks?|authorization|mfa|rbac|seccomp|apparmor|access control|validation): (?:false|off|disabled|none|unconfined)',
  'cluster ?admin',
  'system ?admin(?= role|__)',
  '(?:allow|permit)(?:s)? ' +
    gap(2) +
    '(?:all|any|unrestricted|everything) (?:commands?|operations?|actions?|access|users?|tables?|hosts?)',
  '(?:temporary|permanent|standing|persistent|emergency) (?:super )?admin(?:istrator)?(?: access| role| privileges?)?',
  '(?:back ?door|shadow|hidden|secret) (?:admin|account|user|access|role)',
  '(?:access|read|query|modify|write|manage) ' +
    gap(4) +
    "(?:other|any|all) (?:tenants?|users?|customers?|organi[sz]ations?|accounts?)(?: data|'s?)?",
)

const autonomy = any(
  '(?:auto|automatically) ?(?:approv|accept|confirm|merg|grant|allow|authori[sz])(?:e|es|ing|ed)? ' +
    gap(3) +
    '(?:all|any|every|everything|tool calls?|requests?|prs?|pull requests?|commands?|actions?|changes|permissions?)',
  "(?:without|no|never|skip|bypass|do not|don't|not) (?:ask(?:ing)? ?(?:for )?|wait(?:ing)? for |requir(?:e|ing) |request(?:ing)? |seek(?:ing)? |need(?:ing)? )?" +
    gap(2) +
    '(?:user |human |manager |explicit |any |further |additional |your |the |their )*(?:confirmations?|approvals?|consent|permission|authorization|verification|review|oversight|sign ?off)(?!\\w)(?: prompts?| workflows?)?',
  'requires? (?:user |human )?(?:confirmation|approval|consent|authorization|review|auth): false',
  '(?:auto approve|auto accept|auto confirm|skip (?:confirmation|approval|review|permissions)|always allow|yolo)(?: all)?(?: mode)?: (?:true|\\*|all)',
  '(?:human in the loop|human oversight|human review|confirmation|approval)(?: required)?: (?:false|off|disabled|none)',
  'dangerously ?skip ?permissions|--yolo',
)

const suppress = any(
  "(?:do not|don't|never|skip|suppress|ignor\\w*|disabl\\w*|relax\\w*|downgrad\\w*|omit|exclude|bypass) " +
    gap(4) +
    '(?:flag|report|block|warn|alert|scan|security|vulnerabilit\\w+|findings?|warnings?|secrets?|credential detect\\w*|review|audit|log|checks?)(?!\\w)',
  `treat ${gap(4)}as (?:test fixtures?|false positives?|safe|trusted|acceptable|informational)`,
  `(?:mark|report|classify|rate|approve) ${gap(5)}(?:as )?(?:safe|secure|clean|passed|compliant|no issues)`,
  '(?:temporarily |been )+(?:relaxed|disabled|suspended)',
  'skip security(?: for)?',
  'log only',
  'override approval: true',
)

const request = any(
  '(?<!\\w)(?:provide|share|enter|submit|give|paste|supply|type|disclose|confirm|verify|reveal|tell (?:me|us)|hand over|send(?: us| me)?|respond with|reply with|upload|prompt|ask(?: the user)? for|asks? users? for|request|requests?|collect|input|fill in|need|needs|require[sd]?)(?: for)? ' +
    gap(4) +
    '(?:your|their|the|all|a real|real|current|following|users?|example of|one)?',
  '(?:following|required) (?:information|credentials?|details|items|data)',
  'action: (?:prompt|ask|request|collect)',
)

const pressure = any(
  '(?<!\\w)urgent(?:ly)?(?!\\w)|(?<!\\w)immediate(?:ly)?(?!\\w)|act (?:now|fast|immediately)|action required|time (?:sensitive|critical|is (?:critical|running out|of the essence))|emergency',
  'within (?:the next )?\\d+ (?:hours?|minutes?|business days?|days?)|(?:in|expires? in) \\d+ (?:hours?|minutes?)|\\d+ hours|\\d+ minutes|deadline|end of business',
  'fail(?:ure|ing)? to ' +
    gap(8) +
    '(?:will|may|would|could|result)|non ?compliance|(?:will|may) be (?:permanently )?(?:suspended|terminated|deleted|locked|disabled|lost|escalated|reported|revoked|cancell?ed|closed)|permanent(?:ly)? (?:suspension|deleted|loss|lock)|breach of (?:your|contract)',
  "(?:do not|don't) (?:wait|verify|question|delay|contact|hesitate|consult|change your|call|discuss)",
  '(?:has been|have been|been|is|was) (?:compromised|breached|hacked|leaked|suspended|locked)|breach detected|zero day|prevent (?:data )?loss|data loss|dark web',
  'pre ?authori[sz]ed|authori[sz]ed by|on behalf of (?:the )?(?:ceo|ciso|cto|it|security|legal)|(?:ceo|ciso|cto|general counsel|security team|it department|law enforcement|compliance team|board) (?:has|have|requires?|mandat\\w*|approv\\w*|request\\w*)|mandat(?:ory|ed)(?: per| by)?|legally required|legal (?:notice|obligation|action)|court order|subpoena',
)

const payment = words(
  'credit card(?: number)?s?',
  'cvv',
  'card numbers?',
  'bank account(?: numbers?)?',
  'routing numbers?',
  'social security numbers?',
  'ssn',
  'seed phrase',
  'payment (?:credentials|details|information)',
  'billing credentials',
  "mother'?s maiden name",
  'security questions?',
)

/** A command that hands what it fetches to an interpreter. */
export const fetchAndRun = new RegExp(
  [
    '(?:curl|wget|fetch)\\s[^|;&\\n`]{3,160}\\|\\s*(?:sudo\\s+)?(?:-?\\w*/)?(?:env\\s+)?(?:ba|z|da|k|a|fi)?sh\\b',
    '(?:curl|wget|fetch)\\s[^|;&\\n`]{3,160}\\|\\s*(?:sudo\\s+)?(?:base64[^|]{0,20}\\|\\s*)?(?:python[\\d.]*|node|perl|ruby|php|osascript|deno)\\b',
    '(?:ba|z|da|k)?sh\\s+(?:-\\w+\\s+)?<\\(\\s*(?:curl|wget)\\b',
    '(?:ba|z|da|k)?sh\\s+-c\\s+["\']?\\$\\(\\s*(?:curl|wget)\\b',
    '\\beval\\s+["\']?(?:\\$\\(|`)\\s*(?:curl|wget)\\b',
    '(?:source|\\.)\\s+<\\(\\s*(?:curl|wget)\\b',
    '\\b(?:iex|invoke-expression)\\b[^\\n]{0,60}\\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|net\\.webclient)\\b',
    '\\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring)\\b[^\\n]{0,200}\\|\\s*(?:iex|invoke-expression)\\b',
    '\\bexec\\(\\s*(?:requests\\.get|urllib|urlopen)',
    '(?:curl|wget)\\b[^;&\\n]{0,200}(?:-o|-O|>)\\s*(\\S{1,100})[^\\n]{0,60}(?:&&|;)\\s*(?:sudo\\s+)?(?:chmod\\b[^\\n]{0,60}(?:&&|;)\\s*)?(?:(?:ba|z)?sh\\s+|python3?\\s+|node\\s+|\\./)\\S',
    '\\w=\\$\\(\\s*(?:curl|wget)\\b[^)\\n]{0,160}\\)[^\\n]{0,160}(?:\\beval\\b|\\|\\s*(?:(?:ba|z)?sh|python[\\d.]*|node|perl)\\b)',
    '\\bbase64\\s+(?:-d|--decode|-D)\\b[^|\\n]{0,100}\\|\\s*(?:ba|z)?sh\\b',
    '\\bmshta\\s+https?:|\\brundll32\\b[^\\n]{0,80}https?:|\\bregsvr32\\b[^\\n]{0,80}https?:|\\bcertutil\\b[^\\n]{0,80}-urlcache',
  ].join('|'),
  'gi',
)

/** A shell whose input and output are a connection to elsewhere. */
export const reverseShell =
  /\/dev\/(?:tcp|udp)\/[\w.$-]{1,100}\/\$?\w+|\bnc(?:at)?\b[^\n|]{0,80}\s-\w*[ec]\w*\s+["']?(?:\/bin\/)?(?:ba|z|da)?sh\b|\bmkfifo\b[^\n]{0,120}\bnc\b|\bsocat\b[^\n]{0,120}\bexec:|\bsocket\b[^\n]{0,160}\b(?:dup2|pty\.spawn|subprocess\.(?:call|Popen|run)|child_process)\b|\bnet\.(?:connect|Socket)\b[^\n]{0,200}\b(?:spawn|exec)\b[^\n]{0,60}\bsh\b|\bTCPClient\b[^\n]{0,160}\b(?:iex|Invoke-Expression)\b|\bbash\s+-i\s+>&/gi

const secretPath =
  '(?:\\.env\\b|\\.ssh\\b|\\.aws\\b|\\.netrc|\\.npmrc|\\.kube|\\.gnupg|id_(?:rsa|ed25519|ecdsa)|credentials?\\b|/etc/(?:passwd|shadow)|secrets?\\b|keychain|Login Data|cookies|wallet|\\.git-credentials|\\.docker/config|token)'

/** A command that sends the environment or files with credentials over the network. */
const secretToNetwork = new RegExp(
  [
    `\\b(?:curl|wget|nc|ncat|http|https|Invoke-WebRequest|iwr|nslookup|dig|scp|rsync)\\b[^\\n]{0,160}(?:\\$\\(|\`)\\s*(?:env|printenv|set)\\b`,
    `\\b(?:curl|wget|nc|ncat|http|nslookup|dig|Invoke-WebRequest)\\b[^\\n]{0,160}(?:\\$\\(|\`)\\s*(?:cat|base64|type|head|tar|security|gpg)\\b[^)\`\\n]{0,160}${secretPath}`,
    `(?:\\b(?:env|printenv)\\b|\\b(?:cat|tar|zip|base64|find|grep|security|xxd|gzip|type)\\b[^|\\n]{0,100}${secretPath}[^|\\n]{0,100})\\s*(?:\\|\\s*(?:base64|gzip|xxd|tr|openssl|jq|head|sort)\\b[^|\\n]{0,60}){0,3}\\|\\s*(?:sudo\\s+)?(?:curl|wget|nc|ncat|http|socat)\\b`,
    `\\bcurl\\b[^\\n]{0,160}(?:-d|--data(?:-\\w+)?|-F|--form|-T|--upload-file)\\s*=?["']?(?:\\w+=)?@[^\\s"']{0,100}${secretPath}`,
    `JSON\\.stringify\\(\\{[^}]{0,100}process\\.env\\.\\w{0,40}(?:KEY|TOKEN|SECRET|PASSW)[^}]{0,100}process\\.env\\.\\w{0,40}(?:KEY|TOKEN|SECRET|PASSW)`,
    `\\b(?:scp|rsync)\\b[^\\n]{0,200}${secretPath}[^\\n]{0,100}\\s\\S+@?\\S*:`,
    `(?:JSON\\.stringify\\(\\s*process\\.env\\s*\\)|\\bbody:\\s*process\\.env\\b|json=dict\\(os\\.environ|(?:data|json)=os\\.environ|readFileSync\\([^)]{0,100}${secretPath})[^\\n]{0,160}(?:https?:|fetch\\(|request|post)`,
    `(?:https?\\.(?:request|get)|fetch\\(|requests\\.post|axios\\.post|urlopen)[^\\n]{0,200}(?:JSON\\.stringify\\(\\s*process\\.env\\s*\\)|os\\.environ\\b(?!\\.get|\\[)|process\\.env\\s*[),}]|readFileSync\\([^)]{0,100}${secretPath})`,
  ].join('|'),
  'gi',
)

/** Makes an agent put something into what it writes for others. */
const plant = any(
  '(?:every|all|any|each) (?:\\w+ ){0,3}(?:code|files?|scripts?|output|responses?|dockerfiles?|functions?|projects?|applications?|components?|pages?) (?:\\w+ ){0,4}(?:you|it|the (?:agent|assistant|tool|optimizer|generator|skill)) (?:generat|writ|produc|creat|optimi[sz]|emit|output|touch)\\w*',
  '(?:inject|insert|embed|add|include|place|append|plant) ' +
    gap(6) +
    '(?:into|in|to|inside|within|between|among|as) ' +
    gap(4) +
    "(?:the )?(?:generated|output|optimized|legitimate|resulting|every|each|all|user'?s?|produced|final|normal|code|css|comment|commit)",
  'include the following (?:patterns?|code|lines?|snippets?)',
)

export const signalTable = {
  secret: { pattern: words(...secretNouns) },
  secretFile: { pattern: secretFiles },
  allSecrets: {
    pattern:
      /\b(?:all|any|every|each|complete|full|entire|collected|harvested|captured|stored|discovered|real|production|live)(?:[ _-][\w,'/-]{1,20}){0,3}[ _-](?:credentials?|secrets?|tokens?|passwords?|(?:api[ _-])?keys?|cookies|env(?:ironment)?[ _-]?var(?:iable)?s?|env vars|certificates|connection[ _-]strings?)(?!\w)|\*(?:key|token|secret|password|credential|passwd)s?\*|(?<!\w)(?:credential|secret)[ _-](?:material|metadata|data|contents)\b/gi,
  },
  personal: { pattern: words(...personalNouns) },
  whole: { pattern: words(...wholeNouns) },
  take: { pattern: words(...takeVerbs) },
  send: { pattern: words(...sendVerbs) },
  outside: { pattern: words(...outsideWords) },
  fetch: { pattern: words(...fetchVerbs) },
  execute: { pattern: words(...executeWords) },
  order: { pattern: words(...orderNouns) },
  override: { pattern: override },
  jailbreak: { pattern: jailbreak, negative: true },
  roleToken: { pattern: roleToken },
  conceal: { pattern: conceal, negative: true },
  forever: { pattern: forever, negative: true },
  survive: { pattern: survive },
  startup: { pattern: startup },
  agentFile: { pattern: agentFile },
  write: { pattern: write },
  escalate: { pattern: escalate },
  autonomy: { pattern: autonomy, negative: true },
  suppress: { pattern: suppress, negative: true },
  request: { pattern: request },
  pressure: { pattern: pressure, negative: true },
  payment: { pattern: payment },
  fetchAndRun: { pattern: fetchAndRun, needs: /\||<\(|\$\(|`|&&|;|iex|invoke-|exec\(|mshta|rundll|regsvr|certutil/i },
  reverseShell: { pattern: reverseShell },
  secretToNetwork: { pattern: secretToNetwork, needs: /\$\(|`|@|\||:\S|process\.env|os\.environ/ },
  plant: { pattern: plant },
} satisfies Record<string, SignalPattern>

export type Signal = keyof typeof signalTable

export const signals = Object.keys(signalTable) as Signal[]

/** A table of patterns alone, so that a row may leave `negative` out. */
export const patternOf = (signal: Signal): SignalPattern => signalTable[signal]
