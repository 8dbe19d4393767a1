import type { KptFunc, Result as SdkResult } from 'kpt-functions';
import { toKrmResult } from './engine/krm/result.ts';
import { run } from './engine/run.ts';
import type { JsonObject } from './util/json.ts';

/** The objects of the SDK's own type, which it exports by no name. */
type SdkObject = Parameters<Parameters<KptFunc>[0]['insert']>[0];

/**
 * prepare-contrast for programs built on the `kpt-functions` SDK. The SDK reads and writes the objects, and with that it loses
 * what its readers always lose: comments, order, and all but one of several objects of one name. The program itself does not.
 *
 * @throws PreparationError where input or configuration cannot be used; the SDK makes that exit code 2.
 */
export const prepareContrast: KptFunc = async (configs) => {
  const list = {
    apiVersion: 'config.kubernetes.io/v1',
    kind: 'ResourceList',
    functionConfig: configs.getFunctionConfig(),
    items: configs.getAll(),
  };
  const { output, results } = run(JSON.stringify(list), {});
  const { items } = JSON.parse(output) as { items: SdkObject[] };
  configs.deleteAll();
  configs.insert(...items);
  configs.addResults(...results.map((result) => toSdkResult(toKrmResult(result))));
};

prepareContrast.usage =
  'Prepares Kubernetes workloads for Contrast (Confidential Containers). Configured by a PrepareContrast or a ConfigMap.';

/** The SDK calls a warning `warn`. */
function toSdkResult(result: JsonObject): SdkResult {
  const severity = result.severity === 'warning' ? 'warn' : result.severity;
  return { ...result, severity } as unknown as SdkResult;
}
