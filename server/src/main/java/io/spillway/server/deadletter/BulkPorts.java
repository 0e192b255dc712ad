package io.spillway.server.deadletter;

import io.spillway.server.degrade.Admission;
import io.spillway.server.submit.Pressure;

/** What bulk jobs work with. */
public record BulkPorts(
        LetterStore letters, BulkStore jobs, Admission admission, Pressure pressure, LetterEvents events) {}
