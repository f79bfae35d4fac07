import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * Runs one OpenSearch node until it is killed. Arguments: a folder for its data, its number from 1, the number of nodes
 * of the cluster, the HTTP port of node 1, the transport port of node 1. The ports of node N are N - 1 higher.
 */
public final class Node {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        int nodes = Integer.parseInt(arguments[2]);
        int http = Integer.parseInt(arguments[3]);
        int transport = Integer.parseInt(arguments[4]);
        Files.createDirectories(folder);
        try (OpenSearchRunner runner = new OpenSearchRunner()) {
            runner.setMaxHttpPort(65535);
            runner.onBuild((ignored, settings) -> {
                settings.put("node.name", "node-" + number);
                settings.put("network.host", "127.0.0.1");
                settings.put("http.port", Integer.toString(http + number - 1));
                settings.put("transport.port", Integer.toString(transport + number - 1));
                settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
                if (nodes > 1) {
                    String all = IntStream.range(0, nodes)
                        .mapToObj(node -> "127.0.0.1:" + (transport + node)).collect(Collectors.joining(","));
                    String names = IntStream.rangeClosed(1, nodes)
                        .mapToObj(node -> "node-" + node).collect(Collectors.joining(","));
                    settings.put("discovery.type", "zen");
                    settings.put("discovery.seed_hosts", all);
                    settings.put("cluster.initial_cluster_manager_nodes", names);
                    // A node that was killed comes back within the time of a test.
                    settings.put("cluster.fault_detection.follower_check.interval", "500ms");
                    settings.put("cluster.fault_detection.follower_check.timeout", "2s");
                    settings.put("cluster.fault_detection.leader_check.interval", "500ms");
                    settings.put("cluster.fault_detection.leader_check.timeout", "2s");
                }
            }).build(OpenSearchRunner.newConfigs()
                .basePath(folder.toString()).numOfNode(1).clusterName("morgue-tests").baseHttpPort(http - 1));
            new CountDownLatch(1).await();
        }
    }
}
