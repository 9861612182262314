import type { Handlers } from '../transport/routing.ts'
import type { DetectionService } from './service.ts'

export const detectionRoutes = (
  detections: DetectionService,
): Pick<Handlers, 'syncInventory' | 'listDetections' | 'getSummary' | 'listEvents'> => ({
  syncInventory: ({ body }) => detections.synchronize(body),
  listDetections: ({ query }) => detections.listDetections(query),
  getSummary: ({ query }) => detections.summarize(query),
  listEvents: ({ query }) => detections.listEvents(query),
})
