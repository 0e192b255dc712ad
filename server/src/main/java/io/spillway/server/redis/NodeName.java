package io.spillway.server.redis;

/** A node's name as records have it: 32 bytes. A longer one is cut, and told apart by a hash of the whole. */
final class NodeName {

    private static final int WIDTH = Part.NODE.width();
    private static final int HASH = 8;

    private NodeName() {}

    static String padded(String node) {
        String plain = node.replaceAll("[^!-~]", "_");
        String name = plain.equals(node) && plain.length() <= WIDTH
                ? plain
                : plain.substring(0, Math.min(plain.length(), WIDTH - HASH - 1)) + "~"
                        + Sha1.hex(node).substring(0, HASH);
        return name + " ".repeat(WIDTH - name.length());
    }
}
