/**
 * Every limit that both sides of a boundary must agree on. Sizes in bytes, times in milliseconds.
 * Where a number comes from the mission documents, its feature id stands beside it.
 */
export const limits = {
  /** A request body as it travels, after compression. */
  requestBodyBytes: 2 * 1024 * 1024,
  /** A request body after gunzip; more is refused while it is being inflated (A18). */
  inflatedBodyBytes: 16 * 1024 * 1024,
  /** A registration is small, and is parsed before its signature can be checked. */
  registrationBodyBytes: 16 * 1024,
  /** One event as JSON. */
  eventBytes: 64 * 1024,
  /** Events in one batch that the backend accepts; the reporter sends `batchEvents`. */
  batchEventsAccepted: 1000,
  /** Events that a reporter puts into one batch (A6). */
  batchEvents: 100,
  /** How long an event waits for its batch to fill (A6). */
  batchAgeMs: 5_000,
  /** Octets of a batch before compression (A6). */
  batchBytes: 1024 * 1024,
  /** Bodies from this size on are compressed (A6). */
  gzipFromBytes: 1024,
  /** Events that wait to be sent (A5). */
  bufferEvents: 1000,
  /** Octets of the events that wait to be sent (A5). */
  bufferBytes: 10 * 1024 * 1024,
  /** How long a connection may take to open (A7). */
  connectTimeoutMs: 10_000,
  /** How long an answer may take (A7). */
  requestTimeoutMs: 30_000,
  /** Connections of one client to the backend (A7). */
  connections: 5,
  /** How long a shutdown waits for what was not sent yet (A13). */
  flushTimeoutMs: 30_000,
  /** How far a request's clock may be off, either way (A18). */
  clockWindowMs: 5 * 60_000,
  /** A nonce is remembered for both halves of the window. */
  nonceMemoryMs: 10 * 60_000,
  /** Requests of one principal (A18). */
  requestsPerMinute: 1000,
  /** A detection that equals the stored state adds nothing within this time (A18). */
  duplicateWindowMs: 60 * 60_000,
  /** Items in one workspace's inventory that a resynchronisation compares. */
  inventoryItems: 50_000,
  /** Evidence that is kept and reported for one capability, protocol or agent. */
  evidence: 20,
  /** Rows on one page of an answer. */
  pageRows: 500,
  /** One message on the WebSocket. */
  gatewayMessageBytes: 256 * 1024,
  /** One message on the control socket. */
  controlMessageBytes: 1024 * 1024,
  /** How often a connection to the gateway says that it is alive. */
  heartbeatMs: 15_000,
  /** Strings that come from a workspace are cut to this before they travel. */
  nameCharacters: 256,
  /** A message of a finding or an error. */
  messageCharacters: 1000,
  /** A path or the name of a package. */
  pathCharacters: 1024,
} as const
