package org.weir.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpretersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "/usr/bin/python3.11 | python3 x.py a b | /home/u/x.py",
                "/usr/bin/python3 | python3 -u -B /srv/x.py | /srv/x.py",
                "/usr/bin/python3 | python3 -W ignore -X dev ./a/../x.py | /home/u/x.py",
                "/usr/bin/python3 | python3 -Wignore x.py | /home/u/x.py",
                "/usr/bin/python3 | python3 -m http.server 80 | http.server",
                "/usr/bin/python3 | python3 -um http.server | http.server",
                "/usr/bin/python3 | python3 -mhttp.server | http.server",
                "/usr/bin/python3 | python3 -c print(1) x.py | -",
                "/usr/bin/python3 | python3 -Bc print(1) | -",
                "/usr/bin/python3 | python3 - x.py | -",
                "/usr/bin/python3 | python3 -- -x.py | /home/u/-x.py",
                "/usr/bin/python3 | python3 | -",
                "/usr/bin/python3 | python3 -m | -",
                "/usr/bin/pypy3 | pypy3 x.py | /home/u/x.py",
                "/usr/bin/node | node --max-old-space-size=100 --inspect z.js x | /home/u/z.js",
                "/usr/bin/node | node -r ./hook.js --import x z.js | /home/u/z.js",
                "/usr/bin/node | node -e code z.js | -",
                "/usr/bin/node | node --conditions dev z.mjs | /home/u/z.mjs",
                "/usr/bin/java | java -jar y.jar -x | /home/u/y.jar",
                "/usr/bin/java | java -Xmx1g -Da=b -cp a.jar:b.jar -jar /opt/y.jar | /opt/y.jar",
                "/usr/bin/java | java Main.java | /home/u/Main.java",
                "/usr/bin/java | java --source 25 Main.java | /home/u/Main.java",
                "/usr/bin/java | java -cp a.jar org.x.Main arg | org.x.Main",
                "/usr/bin/java | java --module-path mods -m org.x/org.x.Main | org.x.org.x.Main",
                "/usr/bin/java | java @options Main | -",
                "/usr/bin/java | java -version | -",
                "/usr/bin/ruby3.1 | ruby -w -I lib a.rb | /home/u/a.rb",
                "/usr/bin/ruby | ruby -Ilib -rjson a.rb | /home/u/a.rb",
                "/usr/bin/ruby | ruby -ne print a.txt | -",
                "/usr/bin/perl | perl -w -MJSON -Ilib a.pl | /home/u/a.pl",
                "/usr/bin/perl5.36 | perl -lne print a.txt | -",
                "/usr/bin/perl | perl -i.bak a.pl | /home/u/a.pl",
                "/usr/bin/php8.2 | php -d a=b -f a.php | /home/u/a.php",
                "/usr/bin/bash | bash script.sh arg | /home/u/script.sh",
                "/usr/bin/bash | bash -euo pipefail script.sh | /home/u/script.sh",
                "/usr/bin/bash | bash -o pipefail +x script.sh | /home/u/script.sh",
                "/usr/bin/bash | bash -c true script.sh | -",
                "/usr/bin/bash | bash -lc true | -",
                "/usr/bin/dash | sh -x ../s.sh | /home/s.sh",
                "/usr/bin/bash | -bash | -",
                "/usr/bin/curl | curl x.py | -",
                "/usr/bin/pythonic | pythonic x.py | -",
            })
    void commandLines(String executable, String line, String script) {
        assertThat(Interpreters.script(executable, List.of(line.split(" ")), "/home/u"))
                .isEqualTo(script);
    }

    @Test
    void withoutAFolderARelativeScriptStaysRelative() {
        assertThat(Interpreters.script("/usr/bin/python3", List.of("python3", "a/x.py"), null))
                .isEqualTo("a/x.py");
        assertThat(Interpreters.script(null, List.of("python3", "x.py"), "/")).isNull();
        assertThat(Interpreters.script("/usr/bin/python3", List.of(), "/")).isNull();
    }

    @Test
    void onlyInterpretersHaveScripts() {
        var random = new Random(51);
        var words = List.of(
                "-", "--", "-m", "-c", "-jar", "x.py", "/a/b", "", "-W", "-euo", "+x", "@a", "-Wx", "-mx", "..");
        var names = List.of("python3", "node", "java", "ruby", "perl", "php", "bash", "curl", "sh2", "");
        for (var round = 0; round < 20_000; round++) {
            var name = names.get(random.nextInt(names.size()));
            var arguments = random.ints(random.nextInt(6), 0, words.size())
                    .mapToObj(words::get)
                    .toList();
            var script = Interpreters.script("/usr/bin/" + name, arguments, "/home/u");
            if (script != null) {
                assertThat(Interpreters.isInterpreter(name))
                        .as("%s %s", name, arguments)
                        .isTrue();
                assertThat(script).isNotBlank();
            }
        }
    }
}
