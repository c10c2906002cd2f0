package org.weir.ui.screen.flows.detail;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.ExchangeView;
import org.weir.api.control.Exchanges;
import org.weir.ui.kit.Kit;
import org.weir.ui.screen.Desk;
import org.weir.ui.screen.HttpRuleActions;
import org.weir.ui.screen.SeenRequest;
import org.weir.ui.screen.flows.FlowActions;

/** One exchange: the request and the response, each with its head and its body, and the messages of a WebSocket. */
final class ExchangeDetailView {
    private final Desk desk;
    private final MessageView request;
    private final MessageView response;
    private final ChatView chat;
    private final Tab chatTab;
    private final TabPane tabs;
    private final VBox view;
    private @Nullable ExchangeView exchange;
    private long shown = -1;

    ExchangeDetailView(Desk desk, FlowActions actions) {
        this.desk = desk;
        request = new MessageView(desk, Exchanges.REQUEST);
        response = new MessageView(desk, Exchanges.RESPONSE);
        chat = new ChatView(desk);
        chatTab = new Tab(desk.text("flows.messages"), chat.view());
        tabs = new TabPane(
                new Tab(desk.text("flows.detail.response"), response.view()),
                new Tab(desk.text("flows.detail.request"), request.view()));
        tabs.setId("exchange-tabs");
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        VBox.setVgrow(tabs, Priority.ALWAYS);
        var curl = Kit.button(
                Feather.TERMINAL, desk.text("flows.menu.curl"), () -> actions.copyCurl(shown), "flat", "small");
        var rule = Kit.button(Feather.EDIT_3, desk.text("flows.exchanges.rule"), this::writeRule, "flat", "small");
        rule.setId("exchange-rule");
        view = new VBox(Kit.row(Kit.spring(), rule, curl), tabs);
    }

    Node view() {
        return view;
    }

    private void writeRule() {
        if (exchange != null) {
            new HttpRuleActions(desk).write(new SeenRequest(exchange.method(), exchange.url()));
        }
    }

    void show(ExchangeView exchange) {
        this.exchange = exchange;
        shown = exchange.id();
        desk.engine().ask(client -> client.exchange(exchange.id(), false)).thenAccept(detail -> {
            if (shown == detail.id()) {
                draw(detail);
            }
        });
    }

    /** More may have been said in what is shown. */
    void more() {
        if (!tabs.getTabs().contains(chatTab)) {
            return;
        }
        var asked = shown;
        desk.engine().ask(client -> client.exchange(asked, false)).thenAccept(detail -> {
            if (shown == detail.id()) {
                drawChat(detail);
            }
        });
    }

    private void drawChat(ExchangeDetail detail) {
        var said = detail.webSocket();
        if (said == null) {
            tabs.getTabs().remove(chatTab);
            chat.nothing();
            return;
        }
        if (!tabs.getTabs().contains(chatTab)) {
            tabs.getTabs().add(chatTab);
        }
        chat.show(detail.id(), said);
    }

    private void draw(ExchangeDetail detail) {
        drawChat(detail);
        var sent = detail.request();
        request.show(
                detail.id(),
                sent.method() + " " + sent.url() + " " + sent.version(),
                sent.headers(),
                sent.changes(),
                sent.body());
        var received = detail.response();
        if (received == null) {
            response.nothing(desk.text(detail.aborted() == null ? "flows.exchanges.open" : "flows.exchanges.aborted"));
        } else {
            response.show(
                    detail.id(),
                    received.version() + " " + received.status() + " " + received.reason(),
                    received.headers(),
                    received.changes(),
                    received.body());
        }
    }

    static String header(List<ExchangeDetail.Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(ExchangeDetail.Header::value)
                .findFirst()
                .orElse("");
    }
}
