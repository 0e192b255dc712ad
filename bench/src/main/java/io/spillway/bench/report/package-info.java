/** What a measure found: a table for people, a line of JSON for programs. Start at {@link io.spillway.bench.report.Report}. */
@NullMarked
package io.spillway.bench.report;

import org.jspecify.annotations.NullMarked;
