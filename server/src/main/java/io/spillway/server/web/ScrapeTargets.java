package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The live nodes in the form that Prometheus's {@code http_sd_configs} reads, with what is degraded.
 *
 * <p>A target is a node, and all nodes run all types, so only the site's maintenance can be a label of targets: {@code
 * degraded="true"} while a person holds the site in a tier. A tier that an alert engaged sets no such label, since a label
 * that changes makes every series a new one, in the middle of an incident. It is told in {@code __meta_} labels, which
 * Prometheus drops unless a relabeling takes them up. A single type's label is on the alert {@code ServiceDegraded}.
 */
final class ScrapeTargets {

    private ScrapeTargets() {}

    static ArrayNode json(List<String> nodes, Degradation degradation) {
        ObjectNode group = Json.object();
        ArrayNode targets = group.putArray("targets");
        nodes.forEach(targets::add);
        ObjectNode labels = group.putObject("labels").put("job", "spillway");
        List<ScopeStatus> inForce =
                degradation.scopes().stream().filter(ScrapeTargets::isInForce).toList();
        inForce.stream().filter(status -> status.scope() instanceof Scope.Site).forEach(site -> {
            if (site.state() == State.MANUAL_HOLD) {
                labels.put("degraded", "true");
            }
            labels.put("__meta_spillway_site_tier", site.tier().name());
        });
        String services = inForce.stream()
                .filter(status -> status.scope() instanceof Scope.Service)
                .map(status -> ((Scope.Service) status.scope()).type())
                .sorted()
                .collect(Collectors.joining(","));
        if (!services.isEmpty()) {
            labels.put("__meta_spillway_degraded_services", "," + services + ",");
        }
        return Json.object().arrayNode().add(group);
    }

    private static boolean isInForce(ScopeStatus status) {
        return status.tier() != Tier.NONE && status.state() != State.PENDING && status.state() != State.OBSERVE;
    }
}
