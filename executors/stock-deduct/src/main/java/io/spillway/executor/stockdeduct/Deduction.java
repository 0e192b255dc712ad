package io.spillway.executor.stockdeduct;

/** What became of a deduction: one constant of {@link Status} per status word of {@code deduct.lua}. */
record Deduction(Status status, long left) {

    enum Status {
        /** The stock is less by the quantity now. */
        DEDUCTED,
        /** It was so already, under the same idempotency key. */
        REPEATED,
        /** There is less left than the quantity. */
        SHORT,
        /** There is no such item. */
        UNKNOWN
    }
}
