/**
 * Every rule that can raise a finding. Each has its page in `docs/rules/<id>.md`; a check holds the two together.
 * error: hostile, or exploitable as it stands. warning: a practice that invites harm. info: worth knowing.
 */
export type Severity = 'error' | 'warning' | 'info'

export interface Rule {
  readonly title: string
  readonly severity: Severity
  /** One sentence: why this matters. */
  readonly why: string
  /** One sentence: what to do. */
  readonly fix: string
  readonly cwe: readonly string[]
  /** OWASP Top 10 for LLM applications (2025) or OWASP MCP Top 10, by id. */
  readonly owasp: readonly string[]
}

export const rules = {
  'unpinned-package': {
    title: 'Package without an exact version',
    severity: 'warning',
    why: 'Whatever is published next under this name runs on this machine without anybody having looked at it.',
    fix: 'Write the exact version that was reviewed, such as name@1.2.3, or a digest for an image.',
    cwe: ['CWE-1357', 'CWE-494'],
    owasp: ['LLM03:2025'],
  },
  'plaintext-secret': {
    title: 'Secret in plain text',
    severity: 'warning',
    why: 'Whoever reads this file, its backups or its history holds the credential.',
    fix: 'Move the value to an input or an environment variable, and revoke the one that was written here.',
    cwe: ['CWE-312', 'CWE-798'],
    owasp: ['LLM02:2025'],
  },
  'insecure-transport': {
    title: 'Server reached without TLS',
    severity: 'warning',
    why: 'Whoever sits on the way can read and change what the agent sees, and so what it does.',
    fix: 'Use https, or keep the server on this machine.',
    cwe: ['CWE-319'],
    owasp: ['LLM03:2025'],
  },
  'no-authentication': {
    title: 'Remote server without authentication',
    severity: 'info',
    why: 'Whoever knows the address can call its tools, and nobody can tell who did.',
    fix: 'Use a server that signs its users in, or send a token by a header that refers to an input or a variable.',
    cwe: ['CWE-306'],
    owasp: ['MCP07:2025'],
  },
  'deprecated-transport': {
    title: 'Deprecated SSE transport',
    severity: 'info',
    why: 'The protocol dropped this transport in 2025, and clients stop supporting it.',
    fix: "Use the server's streamable HTTP address, usually the one that ends in /mcp.",
    cwe: ['CWE-477'],
    owasp: ['LLM03:2025'],
  },
  'shell-execution': {
    title: 'Server started through a shell',
    severity: 'warning',
    why: 'A shell expands and chains whatever stands in the line, so that more may run than the name of the server tells.',
    fix: 'Write the program as the command and each argument by itself.',
    cwe: ['CWE-78'],
    owasp: ['MCP05:2025'],
  },
  'inline-code': {
    title: 'Program written into the configuration',
    severity: 'warning',
    why: 'Code in an argument has no version, no author and no review.',
    fix: 'Put the program into a file or a package, and start that.',
    cwe: ['CWE-94'],
    owasp: ['MCP05:2025'],
  },
  'download-and-run': {
    title: 'Downloads code and runs it',
    severity: 'error',
    why: 'Whoever answers at that address runs code on this machine, today or after it changed hands.',
    fix: 'Install a package with an exact version, or download, look, and then run.',
    cwe: ['CWE-494', 'CWE-829'],
    owasp: ['LLM03:2025', 'MCP04:2025'],
  },
  'reverse-shell': {
    title: 'Opens a shell to another machine',
    severity: 'error',
    why: 'Somebody elsewhere gets to type commands on this machine.',
    fix: 'Remove it, and treat a machine on which it ran as taken over.',
    cwe: ['CWE-506'],
    owasp: ['MCP05:2025'],
  },
  'broad-directory': {
    title: 'Server with access to everything',
    severity: 'warning',
    why: 'One wrong or injected call can read keys and overwrite any file of the user.',
    fix: 'Name the folders that the task needs.',
    cwe: ['CWE-732', 'CWE-250'],
    owasp: ['LLM06:2025', 'MCP02:2025'],
  },
  'privileged-container': {
    title: 'Container with the rights of the host',
    severity: 'warning',
    why: 'A privileged container is no boundary: what runs in it can take over the machine.',
    fix: 'Leave the option out, and add single capabilities where one is needed.',
    cwe: ['CWE-250'],
    owasp: ['LLM06:2025', 'MCP02:2025'],
  },
  'host-mount': {
    title: "Container that sees the host's files",
    severity: 'warning',
    why: 'What is mounted can be read and changed from within the container, and the socket of Docker gives the whole machine.',
    fix: 'Mount the folder that the task needs, read-only where that is enough.',
    cwe: ['CWE-668'],
    owasp: ['LLM06:2025', 'MCP02:2025'],
  },
  'host-network': {
    title: "Container in the host's network",
    severity: 'warning',
    why: 'The server reaches every service that listens on this machine alone.',
    fix: 'Leave the option out, and publish single ports.',
    cwe: ['CWE-668'],
    owasp: ['MCP02:2025'],
  },
  'auto-approve': {
    title: 'Tools that run without asking',
    severity: 'warning',
    why: 'What a person would have stopped, such as an injected call that deletes or sends, happens at once.',
    fix: 'Let the client ask, or list the single tools that only read.',
    cwe: ['CWE-862'],
    owasp: ['LLM06:2025'],
  },
  typosquat: {
    title: 'Name that imitates a known package',
    severity: 'error',
    why: 'Packages of such names are published in order to be installed by mistake, and run with the rights of the user.',
    fix: 'Write the name of the package that was meant, and look at what the other one has done if it ran.',
    cwe: ['CWE-1357', 'CWE-506'],
    owasp: ['LLM03:2025', 'MCP04:2025'],
  },
  'duplicate-server': {
    title: 'One name for two servers',
    severity: 'warning',
    why: 'Which of the two runs depends on where the client is started, and tools approved for one act for the other.',
    fix: 'Give each its own name, or remove the one that is not meant.',
    cwe: ['CWE-694'],
    owasp: ['MCP09:2025'],
  },
  'shadowed-name': {
    title: 'Name that hides a server of the user',
    severity: 'warning',
    why: 'A file of the workspace replaces a server of the same name that the user trusts.',
    fix: 'Rename the server of the workspace, after a look at what it runs.',
    cwe: ['CWE-694'],
    owasp: ['MCP03:2025', 'MCP09:2025'],
  },
  'dead-entry': {
    title: 'Server whose program is missing',
    severity: 'info',
    why: 'It cannot start, and whoever puts a file there decides what does.',
    fix: 'Correct the path, build the program, or remove the entry.',
    cwe: ['CWE-426'],
    owasp: ['LLM03:2025'],
  },
  'unresolved-variable': {
    title: 'Input that is not declared',
    severity: 'info',
    why: 'The server gets the reference as it is written, or nothing, instead of the value.',
    fix: 'Declare the input, or correct its name.',
    cwe: ['CWE-1108'],
    owasp: ['MCP01:2025'],
  },
  'wrong-key': {
    title: 'Servers under a key that the client does not read',
    severity: 'warning',
    why: 'The client ignores them: what was meant to run does not, and what was meant to be reviewed is not.',
    fix: 'Move the servers below the key that this client reads.',
    cwe: ['CWE-1108'],
    owasp: ['MCP09:2025'],
  },
  'hidden-unicode': {
    title: 'Text that cannot be seen',
    severity: 'error',
    why: 'An agent reads characters that people do not see, so that a reviewed text says something else to it.',
    fix: 'Remove the characters, and look at who put them there.',
    cwe: ['CWE-1007', 'CWE-506'],
    owasp: ['LLM01:2025', 'MCP03:2025'],
  },
  'injected-instructions': {
    title: "Orders that override the agent's rules",
    severity: 'error',
    why: 'The agent obeys the file rather than the person that it works for.',
    fix: 'Remove the text, and look at where the file comes from.',
    cwe: ['CWE-1427'],
    owasp: ['LLM01:2025', 'MCP06:2025'],
  },
  'hidden-from-user': {
    title: 'Something is hidden from the user',
    severity: 'error',
    why: 'Nobody can object to what nobody sees.',
    fix: 'Remove the text, and look at what it would have hidden.',
    cwe: ['CWE-506', 'CWE-451'],
    owasp: ['LLM01:2025', 'MCP03:2025'],
  },
  'credential-exfiltration': {
    title: 'Credentials are sent away',
    severity: 'error',
    why: 'Whoever receives them acts as their owner.',
    fix: 'Remove the text, and revoke what an agent could read.',
    cwe: ['CWE-200', 'CWE-522'],
    owasp: ['LLM02:2025', 'MCP01:2025'],
  },
  'credential-request': {
    title: 'People are pressed for credentials',
    severity: 'error',
    why: "What is given to an agent in haste is in somebody else's hands.",
    fix: 'Remove the text, and revoke what was given.',
    cwe: ['CWE-1021', 'CWE-522'],
    owasp: ['LLM02:2025', 'LLM09:2025'],
  },
  'data-exfiltration': {
    title: 'Data is sent to a place outside',
    severity: 'error',
    why: 'Data of people and firms leaves without anybody having agreed.',
    fix: 'Remove the text, or name a destination of your own and send only what the task needs.',
    cwe: ['CWE-200', 'CWE-359'],
    owasp: ['LLM02:2025', 'MCP10:2025'],
  },
  'remote-controlled-execution': {
    title: 'Orders are fetched and carried out',
    severity: 'error',
    why: 'Whoever runs that address, or takes it over, controls the agent.',
    fix: 'Keep what the agent does in files that are reviewed.',
    cwe: ['CWE-494', 'CWE-829'],
    owasp: ['LLM01:2025', 'MCP05:2025'],
  },
  'hidden-persistence': {
    title: 'Made to stay',
    severity: 'error',
    why: 'What returns after it was removed goes on acting when nobody expects it.',
    fix: 'Remove it, and look through memory, startup entries and the files that steer agents.',
    cwe: ['CWE-506', 'CWE-912'],
    owasp: ['LLM04:2025', 'MCP06:2025'],
  },
  'privilege-escalation': {
    title: 'Rights are widened',
    severity: 'error',
    why: 'What goes wrong has no bounds once controls are off.',
    fix: 'Give only the rights that the task needs, and let a person grant more.',
    cwe: ['CWE-269', 'CWE-250'],
    owasp: ['LLM06:2025', 'MCP02:2025'],
  },
  'safety-override': {
    title: 'Safeguards are switched off',
    severity: 'error',
    why: 'What keeps the agent from doing harm is meant to be off.',
    fix: 'Remove the text, and look at what passed meanwhile.',
    cwe: ['CWE-693'],
    owasp: ['LLM01:2025', 'LLM06:2025'],
  },
  'unsafe-autonomy': {
    title: 'Acts without asking',
    severity: 'warning',
    why: 'The last look of a person before something goes wrong is gone.',
    fix: 'Leave confirmation on for what changes things.',
    cwe: ['CWE-862'],
    owasp: ['LLM06:2025'],
  },
} as const satisfies Record<string, Rule>

export type RuleId = keyof typeof rules

export const ruleIds = Object.keys(rules) as [RuleId, ...RuleId[]]

export const severities = ['error', 'warning', 'info'] as const satisfies readonly Severity[]
