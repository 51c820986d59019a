import { describe, expect, it } from "vitest";
import { requestCount, requestsBetween, requestTotals } from "#test/support/control-plane/request-total.ts";

const metrics = `# TYPE apiserver_request_total counter
apiserver_request_total{code="200",component="apiserver",dry_run="",group="apps",resource="deployments",scope="resource",subresource="",verb="APPLY",version="v1"} 3
apiserver_request_total{code="409",component="apiserver",dry_run="",group="apps",resource="deployments",scope="resource",subresource="",verb="APPLY",version="v1"} 1
apiserver_request_total{code="200",component="apiserver",dry_run="All",group="apps",resource="deployments",scope="resource",subresource="",verb="APPLY",version="v1"} 10
apiserver_request_total{code="200",component="apiserver",dry_run="",group="apps",resource="deployments",scope="resource",subresource="status",verb="PUT",version="v1"} 2
apiserver_request_total{code="0",component="apiserver",dry_run="",group="",resource="pods",scope="cluster",subresource="",verb="WATCH",version="v1"} 5
apiserver_request_total{code="200",component="",dry_run="",group="",resource="",scope="",subresource="/readyz",verb="GET",version=""} 1.2e+03
apiserver_request_duration_seconds_count{verb="GET"} 99
`;

describe("requests of the API server", () => {
  it("are summed by what was asked, whatever the answer", () => {
    expect(requestTotals(metrics, { dryRun: false, withoutWatches: true })).toEqual(
      new Map([
        ["APPLY deployments", 4],
        ["PUT deployments/status", 2],
        ["GET /readyz", 1_200],
      ]),
    );
  });

  it("are counted by verb, resource and component", () => {
    expect(requestCount(metrics)).toBe(1_221);
    expect(requestCount(metrics, { withoutWatches: true })).toBe(1_216);
    expect(requestCount(metrics, { verb: "APPLY", resource: "deployments" })).toBe(14);
    expect(requestCount(metrics, { dryRun: true })).toBe(10);
    expect(requestCount(metrics, { component: "apiserver", verb: "GET" })).toBe(0);
  });

  it("between two readings are what was added", () => {
    const before = new Map([
      ["GET pods", 4],
      ["PUT pods", 1],
    ]);
    const after = new Map([
      ["GET pods", 4],
      ["PUT pods", 3],
      ["LIST pods", 1],
    ]);
    expect(requestsBetween(before, after)).toEqual(
      new Map([
        ["PUT pods", 2],
        ["LIST pods", 1],
      ]),
    );
  });
});
