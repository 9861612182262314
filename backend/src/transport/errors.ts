import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorCode, type ErrorDetails, ReeveError } from '@reeve/protocol/errors'

/** What Fastify refuses by itself, in the words of the catalogue. */
const fastifyErrors: Readonly<Record<string, (request: FastifyRequest) => [ErrorCode, ErrorDetails]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (request) => ['body-too-large', { limit: request.routeOptions.bodyLimit }],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => ['media-type-unsupported', {}],
  FST_ERR_CTP_EMPTY_TYPE: () => ['media-type-unsupported', {}],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => ['body-malformed', { reason: 'its length is not the one announced' }],
  FST_ERR_BAD_URL: () => ['request-invalid', { field: 'path', reason: 'it is not a valid path' }],
}

/** The error of the catalogue that an error is told as. What is not foreseen becomes `backend-internal` and is logged. */
function toReeveError(error: Error, request: FastifyRequest): ReeveError {
  if (error instanceof ReeveError) return error
  const { code, statusCode } = error as Partial<FastifyError>
  const known = code === undefined ? undefined : fastifyErrors[code]
  if (known) return new ReeveError(...known(request))
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ReeveError('request-invalid', { field: 'request', reason: code ?? 'it cannot be read' })
  }
  request.log.error({ err: error }, 'a request failed')
  return new ReeveError('backend-internal', { requestId: request.id })
}

export function answerError(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const told = toReeveError(error, request)
  request.auditNote.errorCode = told.code
  request.log.info({ action: request.auditNote.action, code: told.code }, 'a request was refused')
  if (told.code === 'rate-limited') reply.header('retry-after', String(told.details.seconds ?? 60))
  return reply.code(told.status).type('application/json').send(told.toBody())
}
