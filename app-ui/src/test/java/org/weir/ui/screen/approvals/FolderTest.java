package org.weir.ui.screen.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.weir.api.control.Approvals;

class FolderTest {
    private static final List<Approvals.Item> ITEMS = List.of(
            Inbox.kept("1", "curl", "a.test"), Inbox.watched("2", "node", "b.test"), Inbox.open("3", "git", "c.test"));

    private static List<String> ids(Folder folder, String sought) {
        return folder.of(ITEMS, sought).stream().map(Approvals.Item::id).toList();
    }

    @Test
    void whatWaitsStandsBeforeWhatIsOnlyObserved() {
        assertThat(ids(Folder.WAITING, "")).containsExactly("3", "2");
        assertThat(ids(Folder.DECIDED, "")).containsExactly("1");
        assertThat(ids(Folder.ALL, "")).containsExactly("3", "1", "2");
    }

    @Test
    void theSearchKnowsAppsDomainsAndHosts() {
        assertThat(ids(Folder.ALL, " GIT ")).containsExactly("3");
        assertThat(ids(Folder.ALL, "b.test")).containsExactly("2");
        assertThat(ids(Folder.ALL, "api.a")).containsExactly("1");
        assertThat(ids(Folder.ALL, "*")).isEmpty();
    }
}
