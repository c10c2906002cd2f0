package org.weir.engine.http.edit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weir.engine.http.Headers;

/** Where the element comes to stand ({@code @}), at every split; and what a content-security-policy says about it. */
class HeadInjectionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><head>@<title>x</title></head>",
                "<!DOCTYPE html>\n<html lang=\"en\">\r\n <HEAD id='a>b'>@<meta></head>",
                "<!-- <head> --><!doctype html><html><head\n>@x",
                "\ufeff<!DOCTYPE html><head/>@",
                "<!--><html><head>@",
                "<html>@<body>no head</body>",
                "@<title>bare</title>",
                "@<header>not a head</header>",
                "  @text only",
                "@<p>a < b</p><head>",
                "<?xml version='1.0'?><!DOCTYPE html PUBLIC \"a\" \"b\"><html><head>@",
                "<html data-x=it's><head>@<p>it's",
                "<!ELEMENT x><head>@",
                "<!><head>@",
                "@</p><head>",
                "",
                "   \n",
                "<!-- never closed <head>",
                "<hea"
            })
    void whereTheHeadBegins(String marked) {
        var page = marked.replace("@", "");
        for (var split = 0; split <= page.length(); split++) {
            var edit = new HeadInjection("<script>1</script>");
            var out = new StringBuilder();
            edit.feed(page.substring(0, split), false, out);
            edit.feed(page.substring(split), true, out);
            assertThat(out.toString()).as("split at %d", split).isEqualTo(marked.replace("@", "<script>1</script>"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-|true|-",
                "default-src 'self'|false|-",
                "img-src 'none'|true|-",
                "script-src 'self' 'nonce-abc='|true|abc=",
                "SCRIPT-SRC 'NONCE-abc'|true|abc",
                "script-src 'unsafe-inline'|true|-",
                "default-src 'unsafe-inline'|true|-",
                "default-src 'none'; script-src 'unsafe-inline'|true|-",
                "script-src 'unsafe-inline'; script-src-elem 'self'|false|-",
                "script-src 'unsafe-inline' 'sha256-xyz='|false|-",
                "script-src 'unsafe-inline' 'strict-dynamic'|false|-",
                "script-src 'unsafe-inline' 'strict-dynamic' 'nonce-n'|true|n",
                "script-src 'nonce-a', script-src 'nonce-b'|false|-",
                "script-src 'nonce-a', script-src 'nonce-a'|true|a",
                "script-src 'nonce-a', default-src 'none'|false|-",
                "script-src 'nonce-\"><'|false|-",
                "sandbox|false|-",
                "sandbox allow-scripts|true|-",
                "script-src|false|-",
                "style-src 'none'|true|-",
                ";;,,|true|-"
            })
    void policiesForScripts(String policy, boolean allowed, String nonce) {
        var headers = policy == null ? Headers.EMPTY : Headers.of("Content-Security-Policy", policy);
        assertThat(Csp.inline(headers, true)).isEqualTo(new Csp.Verdict(allowed, nonce));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "style-src 'nonce-s'|true|s",
                "default-src 'self'|false|-",
                "script-src 'none'|true|-",
                "sandbox|true|-"
            })
    void policiesForStyles(String policy, boolean allowed, String nonce) {
        assertThat(Csp.inline(Headers.of("content-security-policy", policy), false))
                .isEqualTo(new Csp.Verdict(allowed, nonce));
    }
}
