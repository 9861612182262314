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
  /** A6. */
  batchEvents: 100,
  batchAgeMs: 5_000,
  batchBytes: 1024 * 1024,
  gzipFromBytes: 1024,
  /** A5. */
  bufferEvents: 1000,
  bufferBytes: 10 * 1024 * 1024,
  /** A7. */
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  connections: 5,
  /** A13. */
  flushTimeoutMs: 30_000,
  /** A18: how far a request's clock may be off, either way. */
  clockWindowMs: 5 * 60_000,
  /** A nonce is remembered for both halves of the window. */
  nonceMemoryMs: 10 * 60_000,
  requestsPerMinute: 1000,
  /** A18: a detection equal to the stored state adds nothing within this time. */
  duplicateWindowMs: 60 * 60_000,
  /** Items in one workspace's inventory that a resynchronisation compares. */
  inventoryItems: 50_000,
  /** Evidence that is kept and reported for one capability, protocol or agent. */
  evidence: 20,
  pageRows: 500,
  gatewayMessageBytes: 256 * 1024,
  controlMessageBytes: 1024 * 1024,
  heartbeatMs: 15_000,
  /** Strings that come from a workspace are cut to this before they travel. */
  nameCharacters: 256,
  messageCharacters: 1000,
  pathCharacters: 1024,
} as const
