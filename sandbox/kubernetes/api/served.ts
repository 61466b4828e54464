// The same object in the words of the group it is asked through: events have two.
import type { Event, KubernetesObject } from '../objects.ts';
import type { ResourceType } from '../resources.ts';

export function asServed(type: ResourceType, object: KubernetesObject): KubernetesObject {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  if (type.group !== 'events.k8s.io')
    return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
  // Only events are served by that group.
  return newEvent(object as Event, apiVersion);
}

/** The fields of events.k8s.io/v1 for an event that was written through core/v1. */
function newEvent(event: Event, apiVersion: string): KubernetesObject {
  const { involvedObject, source, message, firstTimestamp, lastTimestamp, count, ...same } = event;
  return {
    ...same,
    apiVersion,
    regarding: involvedObject,
    note: message,
    reportingController: event.reportingComponent,
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: count,
  };
}
