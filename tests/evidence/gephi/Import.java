import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.gephi.graph.api.Column;
import org.gephi.graph.api.Edge;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.graph.api.Interval;
import org.gephi.graph.api.Node;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.gephi.project.api.ProjectController;
import org.gephi.project.api.Workspace;
import org.openide.util.Lookup;

/** Opens a file as Gephi does by default and prints what it became, a tab-separated fact a line. */
public class Import {
    private static <T> T service(Class<T> type) {
        return Lookup.getDefault().lookup(type);
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        service(ProjectController.class).newProject();
        Workspace workspace = service(ProjectController.class).getCurrentWorkspace();
        Container container = service(ImportController.class).importFile(new File(arguments[0]));
        for (Issue issue : container.getReport().getIssuesList(1000)) {
            out.println("issue\t" + issue.getLevel() + "\t" + issue.getMessage());
        }
        service(ImportController.class).process(container, new DefaultProcessor(), workspace);
        GraphModel model = service(GraphController.class).getGraphModel(workspace);
        out.println("dynamic\t" + model.isDynamic());
        for (Column column : model.getNodeTable()) {
            out.println("node column\t" + column.getTitle() + "\t" + column.getTypeClass().getSimpleName());
        }
        for (Column column : model.getEdgeTable()) {
            out.println("edge column\t" + column.getTitle() + "\t" + column.getTypeClass().getSimpleName());
        }
        for (Node node : model.getGraph().getNodes()) {
            out.println("node\t" + node.getId() + "\t" + node.getLabel() + "\t" + node.size());
            if (model.isDynamic()) {
                for (Interval interval : node.getIntervals()) {
                    out.println("time\t" + node.getId() + "\t" + interval.getLow() + "\t" + interval.getHigh());
                }
            }
        }
        for (Edge edge : model.getGraph().getEdges()) {
            out.println("edge\t" + edge.getSource().getId() + "\t" + edge.getTarget().getId()
                + "\t" + edge.getTypeLabel() + "\t" + edge.getWeight());
        }
    }
}
