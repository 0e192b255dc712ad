package io.spillway.server.alert;

import org.jspecify.annotations.Nullable;

/**
 * An alert that fires, as Alertmanager answers when it is asked.
 *
 * @param mute what keeps it from telling; null where nothing does
 */
public record ListedAlert(AlertNotice notice, Alert.@Nullable Mute mute) {}
