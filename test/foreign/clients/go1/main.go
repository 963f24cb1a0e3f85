// Sends requests with the AWS SDK for Go v1: reads one request a line, and writes one answer a line. See ../../client.ts.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/credentials"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/ec2"
	"github.com/aws/aws-sdk-go/service/elbv2"
	"github.com/aws/aws-sdk-go/service/sts"
)

type request struct {
	Service, Action, How string
	Input                json.RawMessage
	Credentials          struct{ AccessKeyId, SecretAccessKey, SessionToken string }
}

func clientOf(asked request, url, region string) any {
	given := asked.Credentials
	made := session.Must(session.NewSession(&aws.Config{
		Endpoint:    aws.String(url),
		Region:      aws.String(region),
		Credentials: credentials.NewStaticCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken),
	}))
	switch asked.Service {
	case "sts":
		return sts.New(made)
	case "elbv2":
		return elbv2.New(made)
	default:
		return ec2.New(made)
	}
}

// How each kind of request is named among the client's methods.
var names = map[string]string{"call": "%s", "pages": "%sPages", "wait": "WaitUntil%s"}

func answer(asked request, client reflect.Value) (any, error) {
	method := client.MethodByName(fmt.Sprintf(names[asked.How], asked.Action))
	input := reflect.New(method.Type().In(0).Elem())
	if err := json.Unmarshal(asked.Input, input.Interface()); err != nil {
		return nil, err
	}
	pages := []any{}
	arguments := []reflect.Value{input}
	if asked.How == "pages" {
		arguments = append(arguments, reflect.MakeFunc(method.Type().In(1), func(page []reflect.Value) []reflect.Value {
			pages = append(pages, page[0].Interface())
			return []reflect.Value{reflect.ValueOf(true)}
		}))
	}
	results := method.Call(arguments)
	if err, failed := results[len(results)-1].Interface().(error); failed {
		return nil, err
	}
	if asked.How == "call" {
		return results[0].Interface(), nil
	}
	return pages, nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		output, err := answer(asked, reflect.ValueOf(clientOf(asked, os.Args[1], os.Args[2])))
		result := map[string]any{"output": output}
		var failure awserr.RequestFailure
		if errors.As(err, &failure) {
			result = map[string]any{"error": map[string]any{"code": failure.Code(), "status": failure.StatusCode()}}
		} else if err != nil {
			panic(err)
		}
		text, err := json.Marshal(result)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(text))
	}
}
