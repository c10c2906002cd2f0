package org.weir.ui.screen.flows.detail;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.Exchanges;
import org.weir.ui.engine.EngineFailure;
import org.weir.ui.screen.Desk;

/**
 * The messages of a WebSocket as far as they were captured, read on from where it was whenever there may be more. Only the
 * newest are kept. JavaFX thread only, but it never waits.
 */
final class ChatLog {
    /** More are not read by anybody. */
    static final int MOST = 2_000;

    /** Of their contents. */
    static final long MOST_BYTES = 16 * 1024 * 1024;

    /** In one go; what is left comes with the next change. */
    private static final int PAGES = 200;

    private final Desk desk;
    private final Runnable changed;
    private final ObservableList<Exchanges.Message> messages = FXCollections.observableArrayList();
    private long exchange = -1;
    /** Of the page that was read last, and how much of it has been taken. */
    private long page;

    private int taken;
    private long bytes;
    private long left;
    private boolean reading;
    private boolean again;
    private String problem = "";
    /** Counts the exchanges that were shown: the same one may come back while an answer for it is under way. */
    private int reader;

    /** @param changed is told when messages came, or could not be read */
    ChatLog(Desk desk, Runnable changed) {
        this.desk = desk;
        this.changed = changed;
    }

    ObservableList<Exchanges.Message> messages() {
        return messages;
    }

    /** How many older ones were left out. */
    long leftOut() {
        return left;
    }

    /** Why nothing more was read at last, or "". It is tried again when there is more. */
    String problem() {
        return problem;
    }

    /** @param chat of the exchange with that id; of the same one as before, there may be more */
    void read(long id, ExchangeDetail.WebSocket chat) {
        if (id != exchange) {
            forget();
            exchange = id;
        }
        if (chat.body().captured() > 0) {
            more();
        }
    }

    void forget() {
        reader++;
        problem = "";
        exchange = -1;
        messages.clear();
        page = 0;
        taken = 0;
        bytes = 0;
        left = 0;
        reading = false;
        again = false;
    }

    private void more() {
        if (reading) {
            again = true;
            return;
        }
        reading = true;
        ask(PAGES);
    }

    private void ask(int pages) {
        var asked = exchange;
        var from = page;
        var by = reader;
        desk.engine().ask(client -> client.messages(asked, from)).whenComplete((answer, thrown) -> {
            if (by != reader) {
                return;
            }
            problem = thrown == null ? "" : desk.say(EngineFailure.of(thrown));
            if (thrown == null) {
                take(answer, pages);
            } else {
                reading = false;
            }
            changed.run();
        });
    }

    private void take(Exchanges.Messages answer, int pages) {
        var all = answer.messages();
        var fresh = all.subList(Math.min(taken, all.size()), all.size());
        fresh.forEach(message -> bytes += message.data().length);
        messages.addAll(fresh);
        keepMost();
        taken = Math.max(taken, all.size());
        var next = answer.next();
        if (next != null && next > page) {
            page = next;
            taken = 0;
            if (pages > 1) {
                ask(pages - 1);
                return;
            }
        }
        reading = false;
        if (again) {
            again = false;
            more();
        }
    }

    private void keepMost() {
        var out = 0;
        while (out < messages.size() - 1 && (messages.size() - out > MOST || bytes > MOST_BYTES)) {
            bytes -= messages.get(out).data().length;
            out++;
        }
        if (out > 0) {
            messages.remove(0, out);
            left += out;
        }
    }
}
