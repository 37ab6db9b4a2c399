"""What the service says of itself, as something to hold answers against."""

import json
import re

import jsonschema


class OpenApi:
    def __init__(self, document):
        self.document = document
        self.resolver = jsonschema.RefResolver("", document)
        self.validators = {}
        self.paths = [(re.compile(re.escape(path).replace(r"\{id\}", r"[1-9]\d*") + "$"), path) for path in document["paths"]]

    def operations(self):
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method, path, operation

    def resolved(self, described):
        """What a reference points to, or the description itself."""
        return self.resolver.resolve(described["$ref"])[1] if "$ref" in described else described

    def operation(self, method, target):
        """The operation that a request is for; nothing for what is not served."""
        path = re.sub(r"^https?://[^/]+", "", target).partition("?")[0]
        method = "get" if method == "HEAD" else method.lower()
        # A path that is written out goes before one with a number in it.
        found = [pattern for expression, pattern in self.paths if expression.match(path)]
        return self.document["paths"][found[0]].get(method) if found else None

    def validator(self, schema):
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            self.validators[key] = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        return self.validators[key]

    def misfits(self, schema, value):
        """Why `value` does not fit; a few reasons are enough."""
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in self.validator(schema).iter_errors(value)][:5]

    def misfits_of_answer(self, method, target, status, headers, content):
        """Why an answer is not what the operation says it gives."""
        operation = self.operation(method, target)
        if operation is None:
            problem = {"$ref": "#/components/schemas/Problem"}
            return self.misfits(problem, json.loads(content)) if content else []
        described = self.resolved(operation["responses"].get(str(status), operation["responses"]["default"]))
        found = [f"{status} is not described"] if str(status) not in operation["responses"] else []
        found += [f"header {name} is missing" for name in ("X-Request-Id",) if name not in headers]
        if status == 304 or method == "HEAD":
            return found + (["a body"] if content else [])
        media = headers["Content-Type"].partition(";")[0]
        if media not in described.get("content", {}):
            return found + [f"{media} is not described for {status}"]
        schema = described["content"][media]["schema"]
        if media == "application/x-ndjson":
            return found + [reason for line in content.splitlines() for reason in self.misfits(schema, json.loads(line))]
        return found + (self.misfits(schema, json.loads(content)) if media.endswith("json") else [])
