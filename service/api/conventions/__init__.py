"""The API's manners, the same at every address: problems, pages, validators, the OpenAPI document."""
