package io.spillway.server.web;

import io.spillway.server.plugin.PluginStatus;
import java.util.List;

/** The plugins and their switches: a port. */
public interface PluginControl {

    List<PluginStatus> statuses();

    Result enable(String id);

    Result disable(String id);

    Result reload(String id);

    /** What became of a switch. */
    sealed interface Result {

        record Done(PluginStatus status) implements Result {}

        /** There is no such plugin. */
        record Unknown() implements Result {}

        record Refused(String why) implements Result {}
    }
}
