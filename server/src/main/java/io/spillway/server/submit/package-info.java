/**
 * The way in for tasks: payloads are read, tiers and pressure are asked, small submissions are put together, and large ones
 * take turns. Start at {@link io.spillway.server.submit.AdmittingSubmitter}. Knows neither Redis nor HTTP, and nothing of how
 * tasks are run.
 */
@NullMarked
package io.spillway.server.submit;

import org.jspecify.annotations.NullMarked;
